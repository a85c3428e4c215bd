package dev.aligner.reliability;

import java.util.Arrays;

/** Numbers in order. */
final class Quantiles {
    private final double[] sorted;

    Quantiles(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    int count() {
        return sorted.length;
    }

    /**
     * The least value that so many of all do not exceed.
     *
     * @param share above 0, at most 1
     * @return NaN of none
     */
    double at(double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
