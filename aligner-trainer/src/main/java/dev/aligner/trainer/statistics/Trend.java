package dev.aligner.trainer.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How one number follows another.
 *
 * @param ranks Spearman's correlation, -1..1; NaN where one of them never changes
 * @param straight R squared of the straight line of least squares, 0..1; NaN where one of them never changes
 */
public record Trend(double ranks, double straight) {
    /** @param x as many as {@code y}, at least two */
    public static Trend of(double[] x, double[] y) {
        if (x.length != y.length || x.length < 2) {
            throw new IllegalArgumentException(x.length + " x and " + y.length + " y (expected: as many, at least 2)");
        }
        double line = correlation(x, y);
        return new Trend(correlation(ranks(x), ranks(y)), line * line);
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double both = 0;
        double squareX = 0;
        double squareY = 0;
        for (int i = 0; i < x.length; i++) {
            both += (x[i] - meanX) * (y[i] - meanY);
            squareX += (x[i] - meanX) * (x[i] - meanX);
            squareY += (y[i] - meanY) * (y[i] - meanY);
        }
        return squareX == 0 || squareY == 0 ? Double.NaN : both / Math.sqrt(squareX * squareY);
    }

    /** Equal values share the mean of their ranks. */
    private static double[] ranks(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> {
                    double below = 0;
                    for (double other : values) {
                        below += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
                    }
                    return below;
                })
                .toArray();
    }
}
