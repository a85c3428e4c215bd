package dev.aligner.engine;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A finished output.
 *
 * @param text all text deltas joined
 * @param tokens the new ones, without the end token
 * @param endToken the one that ended it; -1 where something else did
 * @param logProbabilities of each of {@code tokens} and of the end token, by the raw scores, natural logarithms; empty where
 *     that is not known
 * @param draftLogProbability of the request's draft; null where not all of it was computed, or there was none
 */
public record Generation(
        String text,
        int[] tokens,
        int endToken,
        double[] logProbabilities,
        @Nullable Double draftLogProbability,
        FinishReason finishReason,
        Usage usage,
        Timings timings) {
    /**
     * Whether these tokens and nothing else were written.
     *
     * @param ended token ids, the end token last
     */
    public boolean wrote(int[] ended) {
        return ended.length == tokens.length + 1
                && ended[tokens.length] == endToken
                && Arrays.equals(ended, 0, tokens.length, tokens, 0, tokens.length);
    }
}
