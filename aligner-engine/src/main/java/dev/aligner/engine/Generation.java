package dev.aligner.engine;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A finished output.
 *
 * @param text all text deltas joined
 * @param tokens the new ones, without the end token
 * @param endToken the one that ended it; -1 where something else did
 * @param logProbability of {@code tokens} and the end token, by the raw scores, natural logarithm
 * @param draftLogProbability of the request's draft; null where not all of it was computed, or there was none
 */
public record Generation(
        String text,
        int[] tokens,
        int endToken,
        double logProbability,
        @Nullable Double draftLogProbability,
        FinishReason finishReason,
        Usage usage,
        Timings timings) {}
