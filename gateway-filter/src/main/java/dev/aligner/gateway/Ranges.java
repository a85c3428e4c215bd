package dev.aligner.gateway;

/** Checks of configured values; each message is {@code key: value (expected: range)}. */
final class Ranges {
    private Ranges() {}

    static <T extends Comparable<T>> void check(String key, T value, T smallest, T largest) {
        if (value.compareTo(smallest) < 0 || value.compareTo(largest) > 0) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + smallest + ".." + largest + ")");
        }
    }
}
