package dev.aligner.trainer.objective;

/**
 * Gradient ascent on negatives: the mean log-probability of their tokens, lowered without bound. It is here to be
 * compared with; it destroys the model (D2O's argument against it).
 */
public record AscentLoss() implements Objective {

    @Override
    public Loss of(double[][] logProbabilities) {
        return SftLoss.plain().of(logProbabilities).times(-1);
    }
}
