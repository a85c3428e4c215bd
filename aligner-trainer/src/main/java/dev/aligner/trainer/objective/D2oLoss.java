package dev.aligner.trainer.objective;

import java.util.Arrays;

/**
 * Distributional dispreference optimisation (arXiv 2403.03419, Eq. 3), the mean over negatives: {@code -log
 * sigmoid(beta / K * sum of the self-samples' log-ratios - alpha * log-ratio of the negative)}. A batch is groups of
 * {@code K} self-samples followed by their negative.
 *
 * @param alpha weight of the negative; 0.1 in the paper
 * @param beta weight of the self-samples; 0.1 in the paper
 * @param samples K, self-samples for each negative; 11 in the paper
 * @param length what a sequence's log-probability is; {@link Length#SUM} in the paper
 * @param reference {@code [sequence]}, sums of log-probabilities: of a self-sample under the more harmful reference
 *     (pi-ref-minus), of a negative under the more helpful one (pi-ref-plus)
 */
public record D2oLoss(double alpha, double beta, int samples, Length length, double[] reference) implements Objective {
    public D2oLoss {
        if (samples < 1) {
            throw new IllegalArgumentException("samples: " + samples + " (expected: >= 1)");
        }
    }

    @Override
    public Loss of(double[][] logProbabilities) {
        int group = samples + 1;
        Sequences.check(logProbabilities, reference.length, group);
        int negatives = logProbabilities.length / group;
        double[][] gradient = Sequences.like(logProbabilities);
        double sum = 0;
        for (int first = 0; first < logProbabilities.length; first += group) {
            int negative = first + samples;
            double margin = -alpha * ratio(logProbabilities, negative);
            for (int i = first; i < negative; i++) {
                margin += beta / samples * ratio(logProbabilities, i);
            }
            sum -= Sequences.logSigmoid(margin);
            double slope = -Sequences.sigmoid(-margin) / negatives;
            for (int i = first; i < negative; i++) {
                Arrays.fill(gradient[i], slope * beta / samples * length.share(gradient[i].length));
            }
            Arrays.fill(gradient[negative], -slope * alpha * length.share(gradient[negative].length));
        }
        return new Loss(sum / negatives, gradient);
    }

    private double ratio(double[][] logProbabilities, int i) {
        return length.share(logProbabilities[i].length) * (Sequences.sum(logProbabilities[i]) - reference[i]);
    }
}
