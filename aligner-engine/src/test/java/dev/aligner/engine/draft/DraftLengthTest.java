package dev.aligner.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DraftLengthTest {
    @Property
    void noOtherLengthGivesMoreTokensForTheTime(
            @ForAll @DoubleRange(max = 1) double acceptance,
            @ForAll @DoubleRange(max = 40) double base,
            @ForAll @IntRange(min = 1, max = 64) int sequences,
            @ForAll @IntRange(max = 60) int most) {
        double best = IntStream.rangeClosed(0, most)
                .mapToDouble(k -> rate(acceptance, base, sequences, k))
                .max()
                .orElseThrow();

        int chosen = DraftLength.best(acceptance, base, sequences, most);

        assertThat(chosen).isBetween(0, most);
        assertThat(rate(acceptance, base, sequences, chosen)).isCloseTo(best, within(1e-12));
    }

    private static double rate(double acceptance, double base, int sequences, int k) {
        double tokens = IntStream.rangeClosed(0, k)
                .mapToDouble(i -> Math.pow(acceptance, i))
                .sum();
        return tokens / (base / sequences + 1 + k);
    }

    @Property
    void aFullerBatchNeverMakesADraftLonger(
            @ForAll @DoubleRange(max = 1) double acceptance,
            @ForAll @DoubleRange(max = 40) double base,
            @ForAll @IntRange(min = 1, max = 63) int sequences) {
        assertThat(DraftLength.best(acceptance, base, sequences + 1, 99))
                .isLessThanOrEqualTo(DraftLength.best(acceptance, base, sequences, 99));
    }

    @Test
    void whereAStepCostsItsTokensAndNothingElseADraftThatMayBeWrongOnlyCosts() {
        assertThat(DraftLength.best(0.99, 0, 1, 99)).isZero();
        assertThat(DraftLength.best(0.9, 9, 1, 99)).isGreaterThan(8);
    }
}
