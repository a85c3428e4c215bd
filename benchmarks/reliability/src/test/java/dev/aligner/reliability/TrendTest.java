package dev.aligner.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {
    private static final int SHARE_SAMPLES = 2_000;

    @Property
    void whatLiesOnALineHasItsSlopeAndNoDoubt(
            @ForAll @DoubleRange(min = -100, max = 100) double slope,
            @ForAll @DoubleRange(min = -1000, max = 1000) double start,
            @ForAll @IntRange(min = 3, max = 60) int number) {
        double[] times = new double[number];
        double[] values = new double[number];
        for (int i = 0; i < number; i++) {
            times[i] = 5 + 2.0 * i;
            values[i] = start + slope * 2.0 * i;
        }
        Trend trend = Trend.of(times, values);
        assertThat(trend.slope()).isEqualTo(slope, within(1e-9));
        assertThat(trend.start()).isEqualTo(start, within(1e-6));
        assertThat(trend.error()).isEqualTo(0, within(1e-6));
    }

    /** The textbook's: 1 2 3 4 5 against 2 4 5 4 5 has the slope 0.6 and its standard error 0.2828, t of 3 is 3.1824. */
    @Test
    void theIntervalIsThatOfStudent() {
        Trend trend = Trend.of(new double[] {1, 2, 3, 4, 5}, new double[] {2, 4, 5, 4, 5});
        assertThat(trend.slope()).isEqualTo(0.6, within(1e-12));
        assertThat(trend.error()).isEqualTo(3.1824 * 0.28284, within(0.02));
        assertThat(trend.rises(0)).isFalse();
        assertThat(trend.rises(-1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 12.7062",
        "2, 4.3027",
        "3, 3.1824",
        "4, 2.7764",
        "5, 2.5706",
        "10, 2.2281",
        "30, 2.0423",
        "1000, 1.9623"
    })
    void quantilesAreThoseOfTheTables(int freedom, double expected) {
        assertThat(Trend.student(freedom)).isEqualTo(expected, within(0.02));
    }

    /** Noise without a slope: of a hundred intervals about five miss 0, so half of these on the upper side. */
    @Test
    void chanceRisesAsOftenAsItSays() {
        Random random = new Random(42);
        int rises = 0;
        for (int sample = 0; sample < SHARE_SAMPLES; sample++) {
            double[] times = new double[12];
            double[] values = new double[12];
            for (int i = 0; i < times.length; i++) {
                times[i] = i;
                values[i] = random.nextGaussian();
            }
            rises += Trend.of(times, values).rises(0) ? 1 : 0;
        }
        assertThat(rises / (double) SHARE_SAMPLES).isBetween(0.015, 0.035);
    }

    @Test
    void blocksAreMeansOfEqualStretches() {
        double[] times = new double[100];
        double[] values = new double[100];
        for (int i = 0; i < times.length; i++) {
            times[i] = i;
            values[i] = 7 + 3.0 * i + (i % 2 == 0 ? 0.5 : -0.5);
        }
        Trend trend = Trend.ofBlocks(times, values, 10);
        assertThat(trend.slope()).isEqualTo(3, within(0.01));
        assertThat(trend.error()).isLessThan(0.05);
    }

    @Test
    void twoPointsSayNothing() {
        assertThatThrownBy(() -> Trend.of(new double[] {1, 2}, new double[] {1, 2}))
                .hasMessage("measurements: 2 and 2 (expected: as many of each, at least 3)");
    }
}
