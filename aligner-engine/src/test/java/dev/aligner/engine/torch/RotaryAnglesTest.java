package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.aligner.engine.weights.Rope;
import dev.aligner.engine.weights.RopeScaling;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Laws of the rope scalings; the reference's own numbers are in the fixtures that ParityTest reads. */
class RotaryAnglesTest {
    private static final int DIMS = 16;
    private static final int PAIRS = DIMS / 2;
    private static final double THETA = 10_000;

    private static float[] angles(RopeScaling scaling, int positions) {
        return new RotaryAngles(new Rope(THETA, DIMS, scaling), RotaryAnglesTest::periods).upTo(positions);
    }

    private static float[] periods(double theta) {
        float[] periods = new float[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            periods[i] = (float) Math.pow(theta, 2.0 * i / DIMS);
        }
        return periods;
    }

    private static float[] row(float[] angles, int position) {
        return Arrays.copyOfRange(angles, position * PAIRS, (position + 1) * PAIRS);
    }

    @Test
    void theFirstPairTurnsByOneRadianAPosition() {
        float[] angles = angles(new RopeScaling.None(), 4);

        assertThat(row(angles, 0)).containsOnly(0);
        assertThat(angles[3 * PAIRS]).isEqualTo(3);
        assertThat(angles[3 * PAIRS + 2]).isCloseTo(3 * 0.1f, offset(1e-6f));
    }

    @Property(tries = 50)
    void linearScalingMovesPositionsTogether(
            @ForAll @IntRange(min = 1, max = 8) int factor, @ForAll @IntRange(min = 0, max = 100) int position) {
        float[] scaled = row(angles(new RopeScaling.Linear(factor), 1 + position * factor), position * factor);

        assertThat(scaled).containsExactly(row(angles(new RopeScaling.None(), position + 1), position), offset(1e-3f));
    }

    @Property(tries = 50)
    void dynamicScalingLeavesTheTrainedWindowAlone(
            @ForAll @IntRange(min = 1, max = 60) int trained,
            @ForAll @IntRange(min = 1, max = 60) int positions,
            @ForAll @DoubleRange(min = 1.1, max = 8) double factor) {
        float[] scaled = angles(new RopeScaling.Dynamic(factor, trained), positions);
        float[] plain = angles(new RopeScaling.None(), positions);

        for (int position = 0; position < positions; position++) {
            if (position < trained) {
                assertThat(row(scaled, position)).isEqualTo(row(plain, position));
            } else {
                assertThat(row(scaled, position)[PAIRS - 1]).isLessThan(row(plain, position)[PAIRS - 1]);
            }
        }
    }

    @Property(tries = 50)
    void aPositionsAngleDoesNotDependOnThePositionsAfterIt(@ForAll @IntRange(min = 1, max = 80) int positions) {
        float[] all = angles(new RopeScaling.Dynamic(4, 20), 80);

        assertThat(angles(new RopeScaling.Dynamic(4, 20), positions)).isEqualTo(Arrays.copyOf(all, positions * PAIRS));
    }

    @Test
    void yarnAndLlama3KeepHighFrequenciesAndDivideLowOnes() {
        float[] plain = row(angles(new RopeScaling.None(), 2), 1);
        for (RopeScaling scaling :
                List.of(new RopeScaling.Yarn(4, 256, 1, 32, 1, true), new RopeScaling.Llama3(4, 1, 4, 256))) {
            float[] scaled = row(angles(scaling, 2), 1);

            assertThat(scaled[0]).isEqualTo(plain[0]);
            assertThat(scaled[PAIRS - 1]).isEqualTo(plain[PAIRS - 1] / 4);
            for (int i = 0; i < PAIRS; i++) {
                assertThat(scaled[i]).isBetween(plain[i] / 4, plain[i]);
            }
        }
    }

    @Test
    void aSlotBeyondTheTrainedWindowHasTheOtherDivisors() {
        var scaling =
                new RopeScaling.LongRope(Collections.nCopies(PAIRS, 1f), Collections.nCopies(PAIRS, 2f), 32, 1.25);

        assertThat(row(angles(scaling, 32), 1)).isEqualTo(row(angles(new RopeScaling.None(), 2), 1));
        assertThat(row(angles(scaling, 33), 2)).isEqualTo(row(angles(new RopeScaling.None(), 2), 1));
        assertThat(new RotaryAngles(new Rope(THETA, DIMS, scaling), RotaryAnglesTest::periods).factor())
                .isEqualTo(1.25);
    }
}
