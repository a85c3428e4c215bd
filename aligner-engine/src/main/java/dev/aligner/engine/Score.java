package dev.aligner.engine;

import java.time.Duration;

/**
 * How probable a text is after its prompt.
 *
 * @param logProbability sum over its tokens, natural logarithm; of the model's raw scores, without sampling's settings
 * @param total from the call to the result
 */
public record Score(double logProbability, Duration total) {}
