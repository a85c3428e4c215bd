package dev.aligner.service.config;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Checks of configured values; each message is {@code key: value (expected: range)}. */
final class Ranges {
    private Ranges() {}

    static void check(String key, long value, long smallest, long largest) {
        if (value < smallest || value > largest) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + smallest + ".." + largest + ")");
        }
    }

    static void check(String key, Duration value, Duration smallest, Duration largest) {
        if (value.compareTo(smallest) < 0 || value.compareTo(largest) > 0) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + smallest + ".." + largest + ")");
        }
    }

    static void check(String key, DataSize value, DataSize smallest, DataSize largest) {
        if (value.compareTo(smallest) < 0 || value.compareTo(largest) > 0) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + smallest + ".." + largest + ")");
        }
    }
}
