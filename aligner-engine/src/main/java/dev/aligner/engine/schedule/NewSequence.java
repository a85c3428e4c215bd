package dev.aligner.engine.schedule;

import dev.aligner.engine.model.Conditioning;

/**
 * A sequence as it comes to a scheduler.
 *
 * @param id not in use by a living sequence
 * @param tokens what is known of it, at least one; not changed afterwards
 * @param promptTokens how many of them are the prompt
 * @param logitsFrom position of the first token whose logits are wanted, all later ones included; {@code tokens.length}
 *     for none
 * @param draft what may follow {@code tokens}; not changed afterwards
 * @param maxNewTokens most tokens that follow, at least one; the last of them is never computed
 * @param adapters what it is computed under, each in a slot of its own and all with the same tokens: one, or two whose
 *     logits are mixed ({@link Conditioning#adapter})
 * @param steering under each of them ({@link Conditioning#steering})
 */
public record NewSequence(
        long id,
        int[] tokens,
        int promptTokens,
        int logitsFrom,
        int[] draft,
        int maxNewTokens,
        long deadlineNanos,
        int[] adapters,
        double steering) {
    private static final int[] PLAIN = {Conditioning.NO_ADAPTER};

    public NewSequence {
        if (adapters.length == 0
                || promptTokens < 1
                || promptTokens > tokens.length
                || logitsFrom < 0
                || logitsFrom > tokens.length
                || maxNewTokens < 1) {
            throw new IllegalArgumentException("sequence: " + tokens.length + " tokens, prompt of " + promptTokens
                    + ", logits from " + logitsFrom + ", " + maxNewTokens + " new tokens");
        }
    }

    /** Not steered. */
    public NewSequence(
            long id,
            int[] tokens,
            int promptTokens,
            int logitsFrom,
            int[] draft,
            int maxNewTokens,
            long deadlineNanos,
            int[] adapters) {
        this(id, tokens, promptTokens, logitsFrom, draft, maxNewTokens, deadlineNanos, adapters, 0);
    }

    /** Of the model as it was loaded. */
    public NewSequence(
            long id,
            int[] tokens,
            int promptTokens,
            int logitsFrom,
            int[] draft,
            int maxNewTokens,
            long deadlineNanos) {
        this(id, tokens, promptTokens, logitsFrom, draft, maxNewTokens, deadlineNanos, PLAIN);
    }

    /** A prompt that is to be continued: the first logits wanted are those after its end. */
    public static NewSequence prompt(long id, int[] prompt, int[] draft, int maxNewTokens, long deadlineNanos) {
        return new NewSequence(id, prompt, prompt.length, prompt.length - 1, draft, maxNewTokens, deadlineNanos);
    }
}
