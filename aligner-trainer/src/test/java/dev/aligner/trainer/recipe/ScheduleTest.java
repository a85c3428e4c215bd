package dev.aligner.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void theRateRisesThenFallsToZero() {
        Schedule schedule = new Schedule(0.8, 0.2, 1);

        assertThat(schedule.rate(0.1)).isCloseTo(0.4, offset(1e-12));
        assertThat(schedule.rate(0.2)).isCloseTo(0.8, offset(1e-12));
        assertThat(schedule.rate(0.6)).isCloseTo(0.4, offset(1e-12));
        assertThat(schedule.rate(1)).isCloseTo(0, offset(1e-12));
        assertThat(schedule.rate(1.3)).isCloseTo(0, offset(1e-12));
    }

    @Property
    void theRateStaysBelowTheHighest(
            @ForAll @DoubleRange(min = 0, max = 0.99) double warmUp,
            @ForAll @DoubleRange(min = 0.01, max = 2) double progress) {
        assertThat(new Schedule(0.5, warmUp, 0).rate(progress)).isBetween(0.0, 0.5);
    }
}
