package dev.aligner.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The value of a {@code Retry-After} header. */
final class RetryAfter {
    private RetryAfter() {}

    /** Whole seconds from the wait, rounded up, to twice that, so that what was refused together does not come back so. */
    static long seconds(Duration wait, RandomGenerator random) {
        long least = Math.max(1, wait.plusMillis(999).toSeconds());
        return random.nextLong(least, 2 * least + 1);
    }
}
