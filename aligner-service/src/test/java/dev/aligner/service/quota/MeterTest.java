package dev.aligner.service.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long MINUTE = 60_000_000_000L;
    /** The clock may pass its largest value at any time. */
    private static final long START = Long.MAX_VALUE - 10 * MINUTE / 3;

    private record Taken(long at, long units) {}

    @Property(tries = 300)
    void inNoStretchOfTimeMoreThanAMinutesAndWhatFlowsOff(
            @ForAll @IntRange(min = 1, max = 50) int perMinute,
            @ForAll @Size(max = 60) List<@LongRange(min = 0, max = 10_000_000_000L) Long> waits) {
        Meter meter = new Meter(START);
        List<Taken> taken = new ArrayList<>();
        long now = 0;
        for (long wait : waits) {
            now += wait;
            if (meter.take(1, perMinute, START + now) == 0) {
                taken.add(new Taken(now, 1));
            }
        }
        for (int i = 0; i < taken.size(); i++) {
            for (int j = i; j < taken.size(); j++) {
                long stretch = taken.get(j).at() - taken.get(i).at();
                long units = (long) j - i + 1;
                assertThat(units * MINUTE).isLessThanOrEqualTo(perMinute * (MINUTE + stretch));
            }
        }
    }

    @Property(tries = 300)
    void whoeverIsRefusedIsToldTheVeryMoment(
            @ForAll @IntRange(min = 1, max = 1000) int perMinute,
            @ForAll @IntRange(min = 0, max = 5000) int before,
            @ForAll @LongRange(min = 0, max = 2 * MINUTE) long elapsed) {
        Meter meter = new Meter(START);
        meter.add(before, perMinute, START);
        long now = START + elapsed;

        long one = meter.untilOne(perMinute, now);
        assertThat(meter.left(perMinute, now) > 0).isEqualTo(one == 0);
        long wait = meter.take(1, perMinute, now);

        assertThat(wait).isEqualTo(one);
        if (wait > 0) {
            assertThat(meter.take(1, perMinute, now + wait - 1)).isEqualTo(1);
            assertThat(meter.take(1, perMinute, now + wait)).isZero();
        }
    }

    @Property(tries = 300)
    void whatIsThereFlowsOffEvenly(
            @ForAll @IntRange(min = 1, max = Limits.MOST) int perMinute,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long units) {
        Meter meter = new Meter(START);
        meter.add(units, perMinute, START);

        long full = meter.untilFull(perMinute, START);

        assertThat(full == 0).isEqualTo(units == 0);
        assertThat(meter.left(perMinute, START + full)).isEqualTo(perMinute);
        if (units > 0 && units <= perMinute) {
            assertThat(meter.left(perMinute, START)).isEqualTo(perMinute - units);
            assertThat(full).isBetween(units * MINUTE / perMinute, units * MINUTE / perMinute + 1);
        }
    }

    @Property(tries = 100)
    void anotherRateForgivesNothing(
            @ForAll @IntRange(min = 1, max = 100) int first, @ForAll @IntRange(min = 1, max = 100) int second) {
        Meter meter = new Meter(START);
        for (int i = 0; i < first; i++) {
            assertThat(meter.take(1, first, START)).isZero();
        }
        assertThat(meter.left(second, START)).isEqualTo(Math.max(0, second - first));
    }

    @Test
    void aClockThatIsReadInAnotherOrderTakesNothingBack() {
        Meter meter = new Meter(START);
        assertThat(meter.take(1, 1, START + MINUTE)).isZero();
        assertThat(meter.take(1, 1, START)).isEqualTo(MINUTE);
    }
}
