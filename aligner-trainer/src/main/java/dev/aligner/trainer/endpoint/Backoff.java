package dev.aligner.trainer.endpoint;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before asking again: what the endpoint says in {@code Retry-After}, else twice as long each time with
 * full jitter between half and all of it, so that many callers do not come back together.
 *
 * @param first before the second attempt
 * @param longest before any attempt, whatever the endpoint says
 * @param attempts in all
 */
record Backoff(Duration first, Duration longest, int attempts, RandomGenerator random, InstantSource clock) {
    private static final int MAX_DOUBLINGS = 20;

    Backoff {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: >= 1)");
        }
    }

    /**
     * @param attempt that has just failed, from 1
     * @param retryAfter the header's value, seconds or an HTTP date, or null
     */
    Duration before(int attempt, @Nullable String retryAfter) {
        Duration told = retryAfter == null ? null : told(retryAfter.strip());
        if (told != null) {
            return min(told, longest);
        }
        Duration doubled = min(first.multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS)), longest);
        return Duration.ofNanos((long) (doubled.toNanos() * (0.5 + random.nextDouble() / 2)));
    }

    /** Null for a header that nobody can read: it says nothing. */
    private @Nullable Duration told(String header) {
        try {
            if (header.chars().allMatch(unit -> unit >= '0' && unit <= '9') && !header.isEmpty()) {
                return Duration.ofSeconds(Math.min(Long.parseLong(header), longest.toSeconds() + 1));
            }
            Instant at = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), at);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
