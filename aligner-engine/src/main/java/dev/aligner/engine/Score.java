package dev.aligner.engine;

import java.time.Duration;
import java.util.Arrays;

/**
 * How probable a text is after its prompt.
 *
 * @param tokens log-probability of each of its tokens but those that were given, natural logarithm; of the model's raw scores, without sampling's
 *     settings
 * @param total from the call to the result
 */
public record Score(double[] tokens, Duration total) {
    /** Of the whole text. */
    public double logProbability() {
        return Arrays.stream(tokens).sum();
    }
}
