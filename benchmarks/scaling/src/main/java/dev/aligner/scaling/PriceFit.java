package dev.aligner.scaling;

import java.util.Arrays;
import java.util.List;

/**
 * Prices from measured steps: least squares of the relative error, none of the prices below 0. Solved by coordinate
 * descent, which for four unknowns and a convex sum ends where it must.
 */
final class PriceFit {
    private static final int ROUNDS = 20_000;

    /** A step that was timed. */
    record Timed(StepPrice.Load load, double nanos) {}

    private PriceFit() {}

    static StepPrice of(List<Timed> steps) {
        double[][] features =
                steps.stream().map(step -> features(step.load(), step.nanos())).toArray(double[][]::new);
        // each feature on its own scale, or the descent would crawl
        double[] scale = new double[4];
        for (int j = 0; j < 4; j++) {
            int column = j;
            scale[j] = Math.sqrt(Arrays.stream(features)
                    .mapToDouble(row -> row[column] * row[column])
                    .sum());
        }
        double[] prices = new double[4];
        double[] left = new double[features.length];
        Arrays.fill(left, 1);
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j < 4; j++) {
                if (scale[j] > 0) {
                    descend(features, left, prices, j, scale[j]);
                }
            }
        }
        return new StepPrice(prices[0], prices[1], prices[2], prices[3]);
    }

    private static void descend(double[][] features, double[] left, double[] prices, int j, double scale) {
        double slope = 0;
        for (int i = 0; i < left.length; i++) {
            slope += features[i][j] * left[i];
        }
        double price = Math.max(0, prices[j] + slope / (scale * scale));
        double change = price - prices[j];
        prices[j] = price;
        for (int i = 0; i < left.length; i++) {
            left[i] -= change * features[i][j];
        }
    }

    private static double[] features(StepPrice.Load load, double nanos) {
        return new double[] {1 / nanos, load.tokens() / nanos, load.rows() / nanos, load.pairs() / nanos};
    }

    /** Mean of the relative errors. */
    static double error(StepPrice price, List<Timed> steps) {
        return steps.stream()
                .mapToDouble(step -> Math.abs(price.nanos(step.load()) / step.nanos() - 1))
                .average()
                .orElse(Double.NaN);
    }
}
