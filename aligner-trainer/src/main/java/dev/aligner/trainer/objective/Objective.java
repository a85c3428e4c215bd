package dev.aligner.trainer.objective;

/**
 * A loss over the target tokens of one batch. Every method of the four papers sees the model through these numbers only,
 * so that its gradient with respect to the parameters is this gradient times that of the log-probabilities.
 */
@FunctionalInterface
public interface Objective {

    /**
     * @param logProbabilities {@code [sequence][target token]}, natural logarithms under the trained model, the end
     *     token's last; at least one sequence, each of one token or more
     * @throws IllegalArgumentException where the batch is not of the form that the objective needs
     */
    Loss of(double[][] logProbabilities);

    /**
     * This objective, its loss and gradient multiplied. A step of several batches gives each its part of what the mean
     * is taken over (of the step's target tokens, or of its pairs), so that the gradients add up to the step's.
     */
    default Objective times(double factor) {
        return logProbabilities -> of(logProbabilities).times(factor);
    }
}
