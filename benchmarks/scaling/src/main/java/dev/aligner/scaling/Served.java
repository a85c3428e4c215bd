package dev.aligner.scaling;

/** A request that got its correction: when it came, when its first token was there, and when it ended. */
record Served(long number, long arrivalNanos, long firstNanos, long endNanos, int tokens) {
    double millis() {
        return (endNanos - arrivalNanos) / 1e6;
    }
}
