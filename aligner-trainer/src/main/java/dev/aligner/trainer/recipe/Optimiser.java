package dev.aligner.trainer.recipe;

/**
 * AdamW (Loshchilov and Hutter 2019), its rate rising linearly and falling by a cosine to zero.
 *
 * @param learningRate the highest
 * @param warmUp share of the run during which the rate rises
 * @param clip the gradient's global norm is cut to this; 0 leaves it
 */
public record Optimiser(
        double learningRate,
        double warmUp,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        double clip) {

    public Optimiser {
        Check.that(
                learningRate > 0 && learningRate <= 1, "optimiser.learning_rate", learningRate, "above 0, at most 1");
        Check.that(warmUp >= 0 && warmUp < 1, "optimiser.warm_up", warmUp, "0 or more, below 1");
        Check.that(weightDecay >= 0 && weightDecay <= 1, "optimiser.weight_decay", weightDecay, "0..1");
        Check.that(beta1 >= 0 && beta1 < 1, "optimiser.beta1", beta1, "0 or more, below 1");
        Check.that(beta2 >= 0 && beta2 < 1, "optimiser.beta2", beta2, "0 or more, below 1");
        Check.that(epsilon > 0 && epsilon <= 1, "optimiser.epsilon", epsilon, "above 0, at most 1");
        Check.that(clip >= 0 && Double.isFinite(clip), "optimiser.clip", clip, "0 or more");
    }
}
