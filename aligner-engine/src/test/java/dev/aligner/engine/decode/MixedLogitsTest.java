package dev.aligner.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.engine.model.ArrayLogits;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class MixedLogitsTest {
    private static final int VOCABULARY = 12;

    private static ArrayLogits rows(SplittableRandom random) {
        return new ArrayLogits(List.of(row(random), row(random)));
    }

    private static float[] row(SplittableRandom random) {
        float[] scores = new float[VOCABULARY];
        for (int id = 0; id < VOCABULARY; id++) {
            scores[id] = (float) random.nextDouble(-8, 8);
        }
        return scores;
    }

    @Property
    void itsEndsAreTheTwoModels(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ArrayLogits reference = rows(random);
        ArrayLogits corrector = rows(random);
        for (int row = 0; row < 2; row++) {
            assertThat(new MixedLogits(reference, corrector, 0, VOCABULARY).best(row))
                    .isEqualTo(reference.best(row));
            assertThat(new MixedLogits(reference, corrector, 1, VOCABULARY).best(row))
                    .isEqualTo(corrector.best(row));
            assertThat(new MixedLogits(reference, corrector, 1, VOCABULARY).logProbability(row, 3))
                    .isCloseTo(corrector.logProbability(row, 3), within(1e-5));
        }
    }

    /** DeRa's formula on probabilities: the product of powers, normalised. */
    @Property
    void betweenThemItIsTheGeometricMean(@ForAll long seed, @ForAll @DoubleRange(max = 1) double strength) {
        SplittableRandom random = new SplittableRandom(seed);
        ArrayLogits reference = rows(random);
        ArrayLogits corrector = rows(random);
        double[] expected = new double[VOCABULARY];
        double sum = 0;
        for (int id = 0; id < VOCABULARY; id++) {
            expected[id] = Math.exp(
                    (1 - strength) * reference.logProbability(1, id) + strength * corrector.logProbability(1, id));
            sum += expected[id];
        }
        MixedLogits mixed = new MixedLogits(reference, corrector, strength, VOCABULARY);
        for (int id = 0; id < VOCABULARY; id++) {
            assertThat(mixed.logProbability(1, id)).isCloseTo(Math.log(expected[id] / sum), within(1e-4));
        }
    }

    @Test
    void beyondTheCorrectorOnlyWhatItFindsPlausibleCounts() {
        ArrayLogits reference = new ArrayLogits(List.of(new float[] {0, 0, -30}));
        ArrayLogits corrector = new ArrayLogits(List.of(new float[] {3, 2, -5}));

        MixedLogits mixed = new MixedLogits(reference, corrector, 2, 3);

        float[] scores = new float[3];
        mixed.copyRow(0, scores);
        assertThat(scores).containsExactly(6, 4, Float.NEGATIVE_INFINITY);
        assertThat(mixed.best(0)).isZero();
        // what would not be written has a probability all the same, by the whole mixture
        assertThat(mixed.logProbability(0, 2))
                .isCloseTo(20 - 6 - Math.log1p(Math.exp(-2) + Math.exp(14)), within(1e-4));
    }

    @Property
    void theDivergenceIsThatOfTheDistributions(@ForAll long seed, @ForAll @DoubleRange(max = 2) double strength) {
        SplittableRandom random = new SplittableRandom(seed);
        ArrayLogits reference = rows(random);
        MixedLogits mixed = new MixedLogits(reference, rows(random), strength, VOCABULARY);
        double expected = 0;
        for (int id = 0; id < VOCABULARY; id++) {
            double logProbability = mixed.logProbability(1, id);
            expected += Math.exp(logProbability) * (logProbability - reference.logProbability(1, id));
        }

        assertThat(mixed.divergence(1)).isCloseTo(expected, within(1e-4));
        assertThat(new MixedLogits(reference, rows(random), 0, VOCABULARY).divergence(0))
                .isZero();
    }
}
