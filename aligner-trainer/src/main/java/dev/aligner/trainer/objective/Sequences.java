package dev.aligner.trainer.objective;

import java.util.Arrays;

/** Arithmetic over {@code [sequence][target token]}. */
final class Sequences {
    private Sequences() {}

    static double[][] like(double[][] shape) {
        return Arrays.stream(shape).map(row -> new double[row.length]).toArray(double[][]::new);
    }

    static int tokens(double[][] sequences) {
        return Arrays.stream(sequences).mapToInt(row -> row.length).sum();
    }

    static double sum(double[] row) {
        return Arrays.stream(row).sum();
    }

    /** log(sigmoid(x)), without overflow. */
    static double logSigmoid(double x) {
        return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
    }

    static double sigmoid(double x) {
        return Math.exp(logSigmoid(x));
    }

    /** {@code references} must be one for each sequence, {@code group} sequences belonging together. */
    static void check(double[][] sequences, int references, int group) {
        if (sequences.length == 0 || sequences.length % group != 0) {
            throw new IllegalArgumentException(
                    "batch: " + sequences.length + " sequences (expected: a multiple of " + group + ")");
        }
        if (references != sequences.length) {
            throw new IllegalArgumentException("reference: " + references + " sequences (expected: " + sequences.length
                    + ", one for each of the batch)");
        }
    }
}
