package dev.aligner.service.benchmark;

import java.util.Collection;
import java.util.List;

/** @param sorted from the least on */
record Percentiles(List<Double> sorted) {
    static Percentiles of(Collection<Double> samples) {
        return new Percentiles(samples.stream().sorted().toList());
    }

    /** The nearest sample; of an even number the mean of the middle two is not taken. NaN without any. */
    double at(double percent) {
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }
}
