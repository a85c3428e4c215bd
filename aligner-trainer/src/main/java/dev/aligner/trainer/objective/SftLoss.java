package dev.aligner.trainer.objective;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Residual SFT (Aligner, arXiv 2402.02416): cross-entropy of the correction given question and answer, the weighted mean
 * over the batch's target tokens.
 *
 * @param weights {@code [sequence][target token]}, not negative, of the batch's shape; null for 1 everywhere
 */
public record SftLoss(double @Nullable [][] weights) implements Objective {

    /** Every target token counts the same. */
    public static SftLoss plain() {
        return new SftLoss(null);
    }

    /**
     * Every target token counts as much as its sequence.
     *
     * @param sequenceWeights {@code [sequence]}
     * @param targets {@code [sequence]}, how many target tokens each has
     */
    public static SftLoss weighted(double[] sequenceWeights, int[] targets) {
        double[][] weights = new double[targets.length][];
        for (int i = 0; i < targets.length; i++) {
            weights[i] = new double[targets[i]];
            Arrays.fill(weights[i], sequenceWeights[i]);
        }
        return new SftLoss(weights);
    }

    @Override
    public Loss of(double[][] logProbabilities) {
        double total = 0;
        double sum = 0;
        double[][] gradient = Sequences.like(logProbabilities);
        for (int i = 0; i < logProbabilities.length; i++) {
            for (int t = 0; t < logProbabilities[i].length; t++) {
                double weight = weights == null ? 1 : weights[i][t];
                total += weight;
                sum -= weight * logProbabilities[i][t];
                gradient[i][t] = -weight;
            }
        }
        Loss loss = new Loss(sum, gradient);
        // a batch of which nothing counts costs nothing
        return loss.times(total == 0 ? 0 : 1 / total);
    }
}
