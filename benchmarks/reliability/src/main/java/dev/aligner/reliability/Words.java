package dev.aligner.reliability;

import java.util.Locale;

/** Numbers as the table has them. */
final class Words {
    private static final double MEGABYTE = 1 << 20;

    private Words() {}

    /** The middle one and the 99th of a hundred, of milliseconds. */
    static String seconds(Quantiles millis) {
        return millis.count() == 0
                ? "none"
                : String.format(Locale.ROOT, "%.2f / %.2f s", millis.at(0.5) / 1e3, millis.at(0.99) / 1e3);
    }

    /** Up to now, from a time on the clock of nanoseconds. */
    static String since(long began) {
        return ofNanos(System.nanoTime() - began);
    }

    static String ofNanos(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    static String perSecond(double rate) {
        return String.format(Locale.ROOT, "%.1f/s", rate);
    }

    static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f MB", bytes / MEGABYTE);
    }
}
