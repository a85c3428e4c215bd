package dev.aligner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryEstimateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RetryEstimate estimate = new RetryEstimate();

    @Test
    void itIsTheTimeInWhichTheQueueWillHaveBeenServed() {
        estimate.busy(0);
        for (long i = 1; i <= 10; i++) {
            estimate.ended(i * 2 * SECOND);
        }

        assertThat(estimate.until(4)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void itStaysBetweenOneSecondAndThirty() {
        assertThat(estimate.until(100)).as("nothing known").isEqualTo(Duration.ofSeconds(1));
        estimate.busy(0);
        estimate.ended(10 * SECOND);

        assertThat(estimate.until(100)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void idlenessSaysNothingAboutSpeed() {
        estimate.busy(0);
        estimate.ended(2 * SECOND);
        estimate.idle();
        estimate.busy(1000 * SECOND);
        estimate.ended(1002 * SECOND);

        assertThat(estimate.until(1)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theLastSixteenOrSoCount() {
        estimate.busy(0);
        estimate.ended(20 * SECOND);
        for (long i = 1; i <= 100; i++) {
            estimate.ended((20 + i) * SECOND);
        }

        assertThat(estimate.until(10)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    }
}
