package dev.aligner.trainer.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Ranges of equal width, the last one with its upper end. */
record HistogramBins(double least, double width, int count) {

    /** Over all finite values; none where there is no value. */
    static HistogramBins over(List<Sample> samples, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins: " + bins + " (expected: at least 1)");
        }
        double[] values = samples.stream()
                .flatMapToDouble(sample -> Arrays.stream(sample.values()))
                .filter(Double::isFinite)
                .toArray();
        if (values.length == 0) {
            return new HistogramBins(0, 1, 0);
        }
        double least = Arrays.stream(values).min().orElseThrow();
        double greatest = Arrays.stream(values).max().orElseThrow();
        return new HistogramBins(least, greatest > least ? (greatest - least) / bins : 1, greatest > least ? bins : 1);
    }

    List<Double> centres() {
        List<Double> centres = new ArrayList<>(count);
        for (int bin = 0; bin < count; bin++) {
            // one digit more than the width has: what stands at the axis should be short
            double scale = Math.pow(10, 1 - Math.floor(Math.log10(width)));
            centres.add(Math.round((least + (bin + 0.5) * width) * scale) / scale);
        }
        return centres;
    }

    List<Integer> counts(double[] values) {
        List<Integer> counts = new ArrayList<>(Collections.nCopies(count, 0));
        for (double value : values) {
            if (Double.isFinite(value)) {
                int bin = Math.min((int) ((value - least) / width), count - 1);
                counts.set(bin, counts.get(bin) + 1);
            }
        }
        return counts;
    }
}
