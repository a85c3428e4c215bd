package dev.aligner.trainer.objective;

import java.util.Arrays;

/**
 * Intuitive fine-tuning's dynamic relation propagation (arXiv 2405.11870; the released form: type loss, side left, norm
 * L1): each token's loss is weighted by the discounted sum of the losses from it on, the weights of a sequence having
 * mean 1; the mean over the batch's target tokens. The weights stay in the gradient, as the paper's code has it. The
 * temporal residual connection is the model's part, not the loss's.
 *
 * @param gamma 0..1, how far later losses reach back; 0.95 in the paper. 0 is by definition plain cross-entropy: taken
 *     literally the sum would weight each token by its own loss
 */
public record IftLoss(double gamma) implements Objective {
    public IftLoss {
        if (!(gamma >= 0 && gamma <= 1)) {
            throw new IllegalArgumentException("gamma: " + gamma + " (expected: 0..1)");
        }
    }

    @Override
    public Loss of(double[][] logProbabilities) {
        if (gamma == 0) {
            return SftLoss.plain().of(logProbabilities);
        }
        int tokens = Sequences.tokens(logProbabilities);
        double[][] gradient = new double[logProbabilities.length][];
        double sum = 0;
        for (int i = 0; i < logProbabilities.length; i++) {
            double[] costs = Arrays.stream(logProbabilities[i]).map(log -> -log).toArray();
            Loss loss = propagated(costs).times(1.0 / tokens);
            sum += loss.value();
            gradient[i] = loss.gradient()[0];
        }
        return new Loss(sum, gradient);
    }

    /**
     * With {@code W[t] = sum of gamma^(i-t) * costs[i] over i >= t} the loss is {@code n * sum(W * costs) / sum(W)}; the
     * quotient's rule with {@code dW[t]/dcosts[j] = gamma^(j-t)} gives the gradient.
     */
    private Loss propagated(double[] costs) {
        int n = costs.length;
        double[] later = new double[n];
        double carried = 0;
        for (int t = n - 1; t >= 0; t--) {
            carried = costs[t] + gamma * carried;
            later[t] = carried;
        }
        double total = Sequences.sum(later);
        if (total == 0) {
            // every token is certain: the weights' limit from any side is a mean of 1
            double[] flat = new double[n];
            Arrays.fill(flat, -1);
            return new Loss(0, new double[][] {flat});
        }
        double product = 0;
        for (int t = 0; t < n; t++) {
            product += later[t] * costs[t];
        }
        double[] gradient = new double[n];
        double earlier = 0;
        double reach = 0;
        for (int j = 0; j < n; j++) {
            earlier = costs[j] + gamma * earlier;
            reach = 1 + gamma * reach;
            gradient[j] = -n * ((later[j] + earlier) * total - product * reach) / (total * total);
        }
        return new Loss(n * product / total, new double[][] {gradient});
    }
}
