package dev.aligner.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Every objective's gradient is the slope of its value. */
class ObjectiveGradientTest {
    private static final double STEP = 1e-5;

    @Property(tries = 100)
    void sft(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int sequences) {
        double[][] scores = scores(seed, sequences);
        double[][] weights = Arrays.stream(scores)
                .map(row -> Arrays.stream(row).map(score -> -score).toArray())
                .toArray(double[][]::new);
        assertSlope(SftLoss.plain(), scores);
        assertSlope(new SftLoss(weights), scores);
        assertSlope(new AscentLoss().times(0.3), scores);
    }

    @Property(tries = 100)
    void dpo(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int pairs,
            @ForAll @DoubleRange(min = 0.01, max = 2) double beta,
            @ForAll Length length) {
        assertSlope(DpoLoss.of(beta, length, scores(seed + 1, 2 * pairs)), scores(seed, 2 * pairs));
    }

    @Property(tries = 100)
    void d2o(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int negatives,
            @ForAll @IntRange(min = 1, max = 4) int samples,
            @ForAll @DoubleRange(min = 0.01, max = 1) double alpha,
            @ForAll @DoubleRange(min = 0.01, max = 1) double beta,
            @ForAll Length length) {
        int sequences = negatives * (samples + 1);
        double[] reference = Arrays.stream(scores(seed + 1, sequences))
                .mapToDouble(Sequences::sum)
                .toArray();
        assertSlope(new D2oLoss(alpha, beta, samples, length, reference), scores(seed, sequences));
    }

    @Property(tries = 100)
    void ift(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int sequences,
            @ForAll @DoubleRange(min = 0, max = 1) double gamma) {
        assertSlope(new IftLoss(gamma), scores(seed, sequences));
    }

    static void assertSlope(Objective objective, double[][] scores) {
        Loss loss = objective.of(scores);
        for (int i = 0; i < scores.length; i++) {
            assertThat(loss.gradient()[i]).hasSameSizeAs(scores[i]);
            for (int t = 0; t < scores[i].length; t++) {
                double slope =
                        (moved(objective, scores, i, t, STEP) - moved(objective, scores, i, t, -STEP)) / (2 * STEP);
                assertThat(loss.gradient()[i][t]).isCloseTo(slope, within(1e-6 + 1e-5 * Math.abs(slope)));
            }
        }
    }

    private static double moved(Objective objective, double[][] scores, int i, int t, double by) {
        double[][] moved = Arrays.stream(scores).map(double[]::clone).toArray(double[][]::new);
        moved[i][t] += by;
        return objective.of(moved).value();
    }

    /** Log-probabilities of sequences of one to six tokens. */
    static double[][] scores(long seed, int sequences) {
        Random lengths = new Random(sequences);
        Random random = new Random(seed);
        return IntStream.range(0, sequences)
                .mapToObj(i -> IntStream.range(0, 1 + lengths.nextInt(6))
                        .mapToDouble(t -> -0.01 - 5 * random.nextDouble())
                        .toArray())
                .toArray(double[][]::new);
    }
}
