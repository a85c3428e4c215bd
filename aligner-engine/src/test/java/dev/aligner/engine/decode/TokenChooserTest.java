package dev.aligner.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Sampling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TokenChooserTest {
    private static final float NONE = Float.NEGATIVE_INFINITY;

    /** 0.999 quantile of chi-square with so many degrees of freedom, 1 to 7 (any table of it). */
    private static final double[] CHI_SQUARE = {0, 10.83, 13.82, 16.27, 18.47, 20.52, 22.46, 24.32};

    @Test
    void greedyTakesTheMostProbableAndOfEqualsTheLowestId() {
        TokenChooser chooser = new TokenChooser(Sampling.GREEDY, 1);

        assertThat(chooser.choose(new float[] {NONE, 2, 5, 5, 1})).isEqualTo(2);
        assertThat(chooser.choose(new float[] {NONE, NONE, NONE, -3})).isEqualTo(3);
    }

    @Test
    void aRepetitionPenaltyDividesPositiveLogitsAndMultipliesNegativeOnes() {
        Sampling sampling = sampling(0, 0, 1, 2, 0);
        TokenChooser chooser = new TokenChooser(sampling, 1);

        assertThat(chooser.choose(new float[] {5, 3, 0})).isZero();
        assertThat(chooser.choose(new float[] {5, 3, 0})).as("5 / 2 < 3").isEqualTo(1);
        assertThat(chooser.choose(new float[] {-1, -1.5f, -1.9f}))
                .as("-1 * 2 and -1.5 * 2 < -1.9")
                .isEqualTo(2);
    }

    @Test
    void aFrequencyPenaltyCountsEachTimeATokenWasWritten() {
        TokenChooser chooser = new TokenChooser(sampling(0, 0, 1, 1, 0.5), 1);

        int[] chosen = IntStream.range(0, 5)
                .map(i -> chooser.choose(new float[] {2.2f, 1}))
                .toArray();

        // 2.2, 1.7, 1.2, then 0.7 < 1, then 0.7 > 0.5
        assertThat(chosen).containsExactly(0, 0, 0, 1, 0);
    }

    @Test
    void aTinyPenaltyOrTemperatureOverflowsNothing() {
        TokenChooser penalized = new TokenChooser(sampling(1, 0, 1, Double.MIN_VALUE, -2), 1);
        TokenChooser cold = new TokenChooser(sampling(Double.MIN_VALUE, 0, 0.9, 1, 0), 1);

        for (int i = 0; i < 4; i++) {
            assertThat(penalized.choose(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 1}))
                    .isBetween(0, 2);
            assertThat(cold.choose(new float[] {-Float.MAX_VALUE, 3, Float.MAX_VALUE, NONE}))
                    .isEqualTo(2);
        }
    }

    @Test
    void scoresThatAreNoDistributionAreTheModelsFailure() {
        for (float[] scores : List.of(
                new float[] {1, Float.NaN}, new float[] {1, Float.POSITIVE_INFINITY}, new float[] {NONE, NONE})) {
            assertThatThrownBy(() -> new TokenChooser(Sampling.GREEDY, 1).choose(scores))
                    .asInstanceOf(InstanceOfAssertFactories.type(AlignerException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FAILED));
        }
    }

    @Property(tries = 500)
    void candidatesAreThoseOfAFullSort(
            @ForAll @IntRange(min = 1, max = 12) int vocabulary,
            @ForAll @IntRange(max = 14) int topK,
            @ForAll @DoubleRange(min = 0.05, max = 1) double topP,
            @ForAll @DoubleRange(min = 0.1, max = 2) double temperature,
            @ForAll long seed) {
        float[] scores = scores(vocabulary, new SplittableRandom(seed));
        Sampling sampling = sampling(temperature, topK, topP, 1, 0);

        double[] expected = enumerated(scores, sampling);
        double[] actual = new double[vocabulary];
        Candidates candidates = Candidates.of(scores, sampling);
        double total = Arrays.stream(candidates.weights()).sum();
        for (int i = 0; i < candidates.ids().length; i++) {
            actual[candidates.ids()[i]] += candidates.weights()[i] / total;
        }

        assertThat(actual).containsExactly(expected, within(1e-9));
    }

    @Test
    void topPThatIsReachedExactlyTakesNoMore() {
        Candidates candidates = Candidates.of(new float[] {1, 1, 1, 1}, sampling(1, 0, 0.5, 1, 0));

        assertThat(candidates.ids()).containsExactly(0, 1);
    }

    @Test
    void drawsFollowTheEnumeratedDistribution() {
        for (Sampling sampling : List.of(
                sampling(1, 0, 1, 1, 0),
                sampling(0.5, 0, 1, 1, 0),
                sampling(2, 4, 1, 1, 0),
                sampling(1.3, 0, 0.8, 1, 0),
                sampling(1, 5, 0.9, 1, 0))) {
            float[] scores = {1.5f, 0.2f, NONE, -1, 2, 2, -0.5f, 0.9f};
            double[] expected = enumerated(scores, sampling);
            int draws = 20_000;
            int[] counts = new int[scores.length];
            TokenChooser chooser = new TokenChooser(sampling, 20_250_101);
            for (int i = 0; i < draws; i++) {
                counts[chooser.choose(scores.clone())]++;
            }

            double chiSquare = 0;
            int possible = 0;
            for (int id = 0; id < scores.length; id++) {
                if (expected[id] == 0) {
                    assertThat(counts[id]).as("token %s", id).isZero();
                } else {
                    double mean = draws * expected[id];
                    chiSquare += (counts[id] - mean) * (counts[id] - mean) / mean;
                    possible++;
                }
            }
            assertThat(chiSquare).as("%s", sampling).isLessThan(CHI_SQUARE[possible - 1]);
        }
    }

    @Test
    void theSameSeedGivesTheSameTokensAndAnotherSeedOthers() {
        Sampling sampling = sampling(1, 0, 0.95, 1.1, 0.1);

        assertThat(drawn(sampling, 7)).isEqualTo(drawn(sampling, 7)).isNotEqualTo(drawn(sampling, 8));
    }

    private static List<Integer> drawn(Sampling sampling, long seed) {
        TokenChooser chooser = new TokenChooser(sampling, seed);
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, 50)
                .mapToObj(i -> chooser.choose(scores(40, random)))
                .toList();
    }

    /** Coarse, so that there are ties, and with holes. */
    private static float[] scores(int vocabulary, SplittableRandom random) {
        float[] scores = new float[vocabulary];
        for (int id = 0; id < vocabulary; id++) {
            scores[id] = id > 0 && random.nextInt(5) == 0 ? NONE : random.nextInt(13) * 0.5f - 3;
        }
        return scores;
    }

    /** Probabilities by sorting everything, as the definitions say. */
    private static double[] enumerated(float[] scores, Sampling sampling) {
        List<Integer> order = IntStream.range(0, scores.length)
                .filter(id -> scores[id] != NONE)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(id -> -scores[id]).thenComparing(id -> id))
                .toList();
        List<Integer> kept = sampling.topK() == 0 ? order : order.subList(0, Math.min(sampling.topK(), order.size()));
        double total = 0;
        for (int id : kept) {
            total += Math.exp(scores[id] / sampling.temperature());
        }
        double[] probabilities = new double[scores.length];
        double reached = 0;
        for (int id : kept) {
            // the same slack on both sides of the border would need exact arithmetic: temperatures make ties unlikely
            if (reached < sampling.topP()) {
                probabilities[id] = Math.exp(scores[id] / sampling.temperature()) / total;
                reached += probabilities[id];
            }
        }
        for (int id = 0; id < scores.length; id++) {
            probabilities[id] /= reached;
        }
        return probabilities;
    }

    private static Sampling sampling(
            double temperature, int topK, double topP, double repetitionPenalty, double frequencyPenalty) {
        return new Sampling(temperature, topK, topP, repetitionPenalty, frequencyPenalty, null, null, List.of());
    }
}
