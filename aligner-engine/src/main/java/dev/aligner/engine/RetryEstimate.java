package dev.aligner.engine;

import java.time.Duration;

/**
 * When to come again: the time in which the queue of now will have been served, at the rate at which requests ended of
 * late. Written by one thread, the engine's, read by any.
 */
public final class RetryEstimate {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Weight of the newest gap: the last sixteen or so count. */
    private static final double WEIGHT = 1.0 / 16;

    private volatile double meanGapNanos;
    private boolean busy;
    private long lastNanos;

    /** A request ended. */
    public void ended(long nowNanos) {
        double gap = Math.max(0, nowNanos - lastNanos);
        if (busy) {
            meanGapNanos = meanGapNanos == 0 ? gap : meanGapNanos + WEIGHT * (gap - meanGapNanos);
        }
        lastNanos = nowNanos;
    }

    /** There is work; the idleness before it says nothing about speed. */
    public void busy(long nowNanos) {
        if (!busy) {
            busy = true;
            lastNanos = nowNanos;
        }
    }

    public void idle() {
        busy = false;
    }

    /** How long until so many requests have ended; 1 s to 30 s. */
    public Duration until(int requests) {
        double nanos = Math.min(nanosUntil(Math.max(1, requests)), (double) LONGEST.toNanos());
        return Duration.ofNanos(Math.max(SHORTEST.toNanos(), Math.round(nanos)));
    }

    /** The same without bounds; 0 as long as nothing is known. */
    public double nanosUntil(int requests) {
        return meanGapNanos * requests;
    }
}
