package dev.aligner.trainer.objective;

import java.util.Arrays;

/**
 * Direct preference optimisation (Rafailov et al. 2023, Eq. 7): {@code -log sigmoid(beta * (logratio(chosen) -
 * logratio(rejected)))}, the mean over pairs. A batch is pairs: chosen, rejected, chosen, rejected…
 *
 * @param beta of the implied KL penalty, above 0; 0.1 in most work
 * @param length what a sequence's log-probability is
 * @param reference {@code [sequence]}, the sum of each sequence's log-probabilities under the reference model
 */
public record DpoLoss(double beta, Length length, double[] reference) implements Objective {

    /** @param reference {@code [sequence][target token]}, as the model scores them */
    public static DpoLoss of(double beta, Length length, double[][] reference) {
        return new DpoLoss(
                beta,
                length,
                Arrays.stream(reference).mapToDouble(Sequences::sum).toArray());
    }

    @Override
    public Loss of(double[][] logProbabilities) {
        Sequences.check(logProbabilities, reference.length, 2);
        int pairs = logProbabilities.length / 2;
        double[][] gradient = Sequences.like(logProbabilities);
        double sum = 0;
        for (int chosen = 0; chosen < logProbabilities.length; chosen += 2) {
            int rejected = chosen + 1;
            double margin = beta * (ratio(logProbabilities, chosen) - ratio(logProbabilities, rejected));
            sum -= Sequences.logSigmoid(margin);
            double slope = -beta * Sequences.sigmoid(-margin) / pairs;
            Arrays.fill(gradient[chosen], slope * length.share(gradient[chosen].length));
            Arrays.fill(gradient[rejected], -slope * length.share(gradient[rejected].length));
        }
        return new Loss(sum / pairs, gradient);
    }

    private double ratio(double[][] logProbabilities, int i) {
        return length.share(logProbabilities[i].length) * (Sequences.sum(logProbabilities[i]) - reference[i]);
    }
}
