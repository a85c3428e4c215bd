package dev.aligner.trainer.report;

/**
 * Named points of a line or a scatter chart.
 *
 * @param x as many as {@code y}
 * @param y one that is not finite leaves a gap
 */
public record Points(String name, double[] x, double[] y) {
    public Points {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    name + ": " + x.length + " x and " + y.length + " y (expected: as many)");
        }
    }
}
