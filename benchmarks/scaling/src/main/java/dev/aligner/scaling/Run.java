package dev.aligner.scaling;

import java.util.List;

/**
 * What became of the requests of one run.
 *
 * @param served in the order of their ends
 * @param refused how many found the queue full
 * @param busyNanos time in steps, all replicas together
 */
record Run(List<Served> served, int refused, long busyNanos, long steps, int replicas) {
    Run {
        served = List.copyOf(served);
    }

    /** From the first arrival to the last end, in seconds. */
    double seconds() {
        long first = served.stream().mapToLong(Served::arrivalNanos).min().orElse(0);
        long last = served.stream().mapToLong(Served::endNanos).max().orElse(0);
        return (last - first) / 1e9;
    }

    /** The latency that this share of the served requests stays below, in milliseconds. */
    double percentile(double share) {
        double[] sorted = served.stream().mapToDouble(Served::millis).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    double meanMillis() {
        return served.stream().mapToDouble(Served::millis).average().orElse(Double.NaN);
    }

    double perSecond() {
        return served.size() / seconds();
    }

    /** Corrections a second that were there within so many milliseconds. */
    double goodput(double withinMillis) {
        return served.stream().filter(one -> one.millis() <= withinMillis).count() / seconds();
    }

    double refusedShare() {
        return refused / (double) Math.max(1, refused + served.size());
    }

    /** Share of the replicas' time that they computed in. */
    double utilisation() {
        return busyNanos / 1e9 / (seconds() * replicas);
    }

    double tokensPerSecond() {
        return served.stream().mapToInt(Served::tokens).sum() / seconds();
    }
}
