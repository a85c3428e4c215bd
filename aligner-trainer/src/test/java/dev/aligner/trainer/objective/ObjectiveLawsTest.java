package dev.aligner.trainer.objective;

import static dev.aligner.trainer.objective.ObjectiveGradientTest.scores;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What the papers' theory says of the objectives. */
class ObjectiveLawsTest {
    private static final double EXACT = 1e-12;

    @Test
    void sftIsTheMeanOverTargetTokensNotOverSequences() {
        double[][] scores = {{-1, -2, -3}, {-10}};
        assertThat(SftLoss.plain().of(scores).value()).isCloseTo(4, within(EXACT));
        assertThat(SftLoss.weighted(new double[] {1, 0}, new int[] {3, 1}).of(scores))
                .satisfies(loss -> assertThat(loss.value()).isCloseTo(2, within(EXACT)))
                .satisfies(loss -> assertThat(loss.gradient()[1][0]).isZero());
    }

    @Test
    void partsOfAStepAddUpToTheStep() {
        double[][] whole = {{-1, -2, -3}, {-10}};
        double first =
                SftLoss.plain().times(3.0 / 4).of(new double[][] {whole[0]}).value();
        double second =
                SftLoss.plain().times(1.0 / 4).of(new double[][] {whole[1]}).value();
        assertThat(first + second).isCloseTo(SftLoss.plain().of(whole).value(), within(EXACT));
    }

    @Property(tries = 50)
    void dpoStartsAtLogTwo(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int pairs, @ForAll Length length) {
        double[][] start = scores(seed, 2 * pairs);
        assertThat(DpoLoss.of(0.1, length, start).of(start).value()).isCloseTo(Math.log(2), within(EXACT));
    }

    @Test
    void dpoPrefersTheChosen() {
        double[][] start = {{-2, -2}, {-2, -2}};
        double[][] better = {{-1, -1}, {-3, -3}};
        Objective dpo = DpoLoss.of(0.5, Length.SUM, start);
        // sigmoid(0.5 * (2 + 2)), worked out by hand
        assertThat(dpo.of(better).value()).isCloseTo(Math.log(1 + Math.exp(-2)), within(EXACT));
    }

    /** By Jensen: log sigmoid is concave, so the minimised D2O lies below the mean of the minimised DPO losses. */
    @Property(tries = 300)
    void d2oLossIsAtMostTheMeanDpoLossUnderEqualReferencesAndEqualIfThereIsOneSample(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 11) int samples,
            @ForAll @DoubleRange(min = 0.01, max = 2) double beta,
            @ForAll Length length) {
        double[][] batch = scores(seed, samples + 1);
        double[] reference = Arrays.stream(scores(seed + 1, samples + 1))
                .mapToDouble(Sequences::sum)
                .toArray();
        double d2o =
                new D2oLoss(beta, beta, samples, length, reference).of(batch).value();
        double dpo = 0;
        for (int i = 0; i < samples; i++) {
            double[] pair = {reference[i], reference[samples]};
            dpo += new DpoLoss(beta, length, pair)
                            .of(new double[][] {batch[i], batch[samples]})
                            .value()
                    / samples;
        }
        assertThat(d2o).isLessThanOrEqualTo(dpo + EXACT);
        if (samples == 1) {
            assertThat(d2o).isCloseTo(dpo, within(EXACT));
        }
    }

    @Test
    void d2oWeighsTheNegativeByAlphaAndTheSamplesByBeta() {
        double[][] batch = {{-1}, {-3}, {-5}};
        double[] reference = {-2, -2, -2};
        // samples: (1 - 1) / 2 * beta; the negative: -alpha * (-3)
        double margin = 0.3 * 3;
        assertThat(new D2oLoss(0.3, 0.7, 2, Length.SUM, reference).of(batch).value())
                .isCloseTo(Math.log1p(Math.exp(-margin)), within(EXACT));
    }

    @Property(tries = 50)
    void iftWithoutPropagationIsSft(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int sequences) {
        double[][] batch = scores(seed, sequences);
        Loss sft = SftLoss.plain().of(batch);
        Loss ift = new IftLoss(0).of(batch);
        assertThat(ift.value()).isEqualTo(sft.value());
        assertThat(ift.gradient()).isDeepEqualTo(sft.gradient());
    }

    /** Taken literally the discounted sum at gamma 0 weights each token by its own loss: the branch is needed. */
    @Test
    void aSmallGammaIsNotNearlySft() {
        double[][] batch = {{-1, -3}};
        // weights 1 and 3, brought to a mean of 1
        assertThat(new IftLoss(1e-9).of(batch).value()).isCloseTo((0.5 * 1 + 1.5 * 3) / 2, within(1e-6));
        assertThat(new IftLoss(0).of(batch).value()).isCloseTo(2, within(EXACT));
    }

    @Test
    void iftWeightsAnEarlyTokenByWhatComesAfterIt() {
        double[][] batch = {{-1, -3}};
        // W = (1 + 0.5 * 3, 3), mean 2.75
        assertThat(new IftLoss(0.5).of(batch).value()).isCloseTo((2.5 / 2.75 * 1 + 3 / 2.75 * 3) / 2, within(EXACT));
    }

    @Test
    void iftOfCertainTokensCostsNothingAndStillPointsSomewhere() {
        Loss loss = new IftLoss(0.95).of(new double[][] {{0, 0}});
        assertThat(loss.value()).isZero();
        assertThat(loss.gradient()[0]).containsExactly(-0.5, -0.5);
    }

    @Test
    void ascentIsTheOppositeOfLearningTheNegatives() {
        double[][] batch = scores(7, 3);
        assertThat(new AscentLoss().of(batch).value())
                .isEqualTo(-SftLoss.plain().of(batch).value());
    }

    @Test
    void hugeMarginsStayFinite() {
        Loss lost = new DpoLoss(1, Length.SUM, new double[] {0, -1e5}).of(new double[][] {{-1e5}, {0}});
        assertThat(lost.value()).isEqualTo(2e5);
        assertThat(lost.gradient()[0]).containsExactly(-1);
    }

    @Test
    void aBatchOfTheWrongFormIsRefused() {
        double[][] three = scores(1, 3);
        assertThatThrownBy(() -> DpoLoss.of(0.1, Length.SUM, three).of(three)).hasMessageContaining("a multiple of 2");
        assertThatThrownBy(() -> new D2oLoss(0.1, 0.1, 2, Length.SUM, new double[2]).of(three))
                .hasMessageContaining("reference: 2");
        assertThatThrownBy(() -> new IftLoss(1.5)).hasMessageContaining("gamma: 1.5");
    }
}
