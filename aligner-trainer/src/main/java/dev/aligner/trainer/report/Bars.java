package dev.aligner.trainer.report;

import java.util.Arrays;

/**
 * Named bars, one for each category of the chart.
 *
 * @param values one that is not finite has no bar
 * @param errors how far the true value may lie from each; as many as values
 */
public record Bars(String name, double[] values, double[] errors) {
    public Bars {
        if (values.length != errors.length) {
            throw new IllegalArgumentException(
                    name + ": " + values.length + " values and " + errors.length + " errors (expected: as many)");
        }
    }

    /** Bars without errors. */
    public static Bars of(String name, double[] values) {
        return new Bars(name, values, new double[values.length]);
    }

    boolean hasErrors() {
        return Arrays.stream(errors).anyMatch(error -> error > 0);
    }
}
