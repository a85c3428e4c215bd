package dev.aligner.core.policy;

import org.jspecify.annotations.Nullable;

/**
 * The most tokens that an output may have, and why no more.
 *
 * @param tokens at least one
 * @param bound which of the bounds this is: what it means to run into it depends on that
 */
public record OutputLimit(int tokens, Bound bound) {
    /** What sets the limit. */
    public enum Bound {
        /** {@link CorrectionPolicy#maxOutputTokens}: whoever needs more is not correcting any longer. */
        GROWTH,
        /** The caller's own {@code sampling.max_tokens}. */
        MAX_TOKENS,
        /** What the prompt leaves of the model's window. */
        WINDOW
    }

    public OutputLimit {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens: " + tokens + " (expected: >= 1)");
        }
    }

    /**
     * The tightest of the three bounds; of equal ones the growth, then the caller's.
     *
     * @param maxTokens the caller's, or null
     * @param windowTokens what the prompt leaves of the window, at least one
     */
    public static OutputLimit of(
            CorrectionPolicy policy, int answerTokens, @Nullable Integer maxTokens, int windowTokens) {
        OutputLimit limit = new OutputLimit(policy.maxOutputTokens(answerTokens), Bound.GROWTH);
        if (maxTokens != null && maxTokens < limit.tokens) {
            limit = new OutputLimit(maxTokens, Bound.MAX_TOKENS);
        }
        return windowTokens < limit.tokens ? new OutputLimit(windowTokens, Bound.WINDOW) : limit;
    }
}
