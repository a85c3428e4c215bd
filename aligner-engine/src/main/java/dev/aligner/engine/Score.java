package dev.aligner.engine;

import java.time.Duration;
import java.util.Arrays;

/**
 * How probable a text is after its prompt.
 *
 * @param tokens log-probability of each of its tokens but those that were given, natural logarithm; of the model's raw scores, without sampling's
 *     settings
 * @param divergences at each of those tokens, how far two mixed models have gone from the first ({@link
 *     dev.aligner.engine.decode.MixedLogits#divergence}); empty where that was not asked for
 * @param total from the call to the result
 */
public record Score(double[] tokens, double[] divergences, Duration total) {
    /** Without divergences. */
    public Score(double[] tokens, Duration total) {
        this(tokens, new double[0], total);
    }

    /** Of the whole text. */
    public double logProbability() {
        return Arrays.stream(tokens).sum();
    }
}
