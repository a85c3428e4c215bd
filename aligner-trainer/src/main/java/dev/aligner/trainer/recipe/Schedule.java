package dev.aligner.trainer.recipe;

/**
 * How far a step goes. The rate rises linearly during the warm-up and falls to zero by half a cosine.
 *
 * @param learningRate the highest
 * @param warmUp share of the run
 * @param clip the gradient's norm is cut to this; 0 leaves it as it is
 */
public record Schedule(double learningRate, double warmUp, double clip) {
    public Schedule {
        Check.that(learningRate > 0 && learningRate <= 1, "schedule.learning_rate", learningRate, "above 0, at most 1");
        Check.that(warmUp >= 0 && warmUp < 1, "schedule.warm_up", warmUp, "0 or more, below 1");
        Check.that(clip >= 0 && Double.isFinite(clip), "schedule.clip", clip, "0 or more");
    }

    /** @param progress of the run by the end of the step, above 0, at most 1 */
    public double rate(double progress) {
        if (progress < warmUp) {
            return learningRate * progress / warmUp;
        }
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * (Math.min(1, progress) - warmUp) / (1 - warmUp)));
    }
}
