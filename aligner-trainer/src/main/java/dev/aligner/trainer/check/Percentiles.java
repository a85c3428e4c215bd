package dev.aligner.trainer.check;

import java.util.Arrays;

/** How some values are spread: each a value that occurs, by nearest rank; all 0 where there is none. */
record Percentiles(int count, double least, double p50, double p90, double p99, double greatest) {
    static Percentiles of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Percentiles(
                sorted.length, rank(sorted, 0), rank(sorted, .5), rank(sorted, .9), rank(sorted, .99), rank(sorted, 1));
    }

    private static double rank(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
