package dev.aligner.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The header that says when to come again (RFC 9110, section 10.2.3); of its two forms the one in seconds. */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Null where it is no number of seconds. */
    static @Nullable Duration parse(String value) {
        if (!value.strip().matches("[0-9]{1,9}")) {
            return null;
        }
        Duration wait = Duration.ofSeconds(Long.parseLong(value.strip()));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
