package dev.aligner.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BinomialBoundTest {
    @Test
    void knownValues() {
        // nothing seen: 1 - 0.05^(1/n); the others by scipy.stats.beta.ppf(0.95, k + 1, n - k)
        assertThat(BinomialBound.upper(0, 100, 0.95)).isCloseTo(1 - Math.pow(0.05, 0.01), within(1e-9));
        assertThat(BinomialBound.upper(1, 366, 0.95)).isCloseTo(0.012895275017, within(1e-9));
        assertThat(BinomialBound.upper(5, 1000, 0.95)).isCloseTo(0.010484076911, within(1e-9));
        assertThat(BinomialBound.upper(40, 60, 0.95)).isCloseTo(0.766963015098, within(1e-9));
        assertThat(BinomialBound.upper(0, 0, 0.95)).isEqualTo(1);
    }

    @Property
    void isAboveWhatWasSeen(@ForAll @IntRange(max = 3000) int total, @ForAll @IntRange(max = 3000) int some) {
        int hits = Math.min(total, some);
        double upper = BinomialBound.upper(hits, total, 0.95);
        assertThat(upper).isBetween(total == 0 ? 1 : (double) hits / total, 1.0);
    }
}
