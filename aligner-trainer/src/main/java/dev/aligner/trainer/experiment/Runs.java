package dev.aligner.trainer.experiment;

import java.util.Arrays;
import java.util.Locale;

/**
 * A number that was measured in several runs that differ in their random state only.
 *
 * @param values one for each run
 */
record Runs(double[] values) {
    double mean() {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** The sample's standard deviation; 0 for a single run. */
    double spread() {
        double mean = mean();
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    }

    double least() {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    double greatest() {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    /** Whether every run lies below every run of the other: a difference that the spread does not explain. */
    boolean below(Runs other) {
        return greatest() < other.least();
    }

    /** Mean and spread, for example {@code 0.312 ± 0.008}. */
    @Override
    public String toString() {
        String form = Math.abs(mean()) < 1000 ? "%.3f ± %.3f" : "%.1e ± %.1e";
        return String.format(Locale.ROOT, form, mean(), spread());
    }
}
