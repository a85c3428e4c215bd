package dev.aligner.engine;

import dev.aligner.engine.schedule.NewSequence;
import java.util.Arrays;

/**
 * A text whose probability after a prompt is wanted.
 *
 * @param prompt token ids, at least one; not changed after the call
 * @param continuation token ids, at least one; not changed after the call
 * @param given how many of the continuation's first tokens are only read; fewer than it has
 * @param deadlineNanos on the engine's clock
 * @param variant which model
 * @param divergence whether the divergence of two mixed models is wanted too
 */
public record ScoreRequest(
        int[] prompt, int[] continuation, int given, long deadlineNanos, Variant variant, boolean divergence) {
    public ScoreRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("prompt: empty (expected: at least one token)");
        }
        if (continuation.length == 0) {
            throw new IllegalArgumentException("continuation: empty (expected: at least one token)");
        }
        if (given < 0 || given >= continuation.length) {
            throw new IllegalArgumentException("given: " + given + " (expected: 0.." + (continuation.length - 1) + ")");
        }
    }

    /** Of probabilities alone. */
    public ScoreRequest(int[] prompt, int[] continuation, int given, long deadlineNanos, Variant variant) {
        this(prompt, continuation, given, deadlineNanos, variant, false);
    }

    /** Of all of a continuation, by the model as it was loaded. */
    public ScoreRequest(int[] prompt, int[] continuation, long deadlineNanos) {
        this(prompt, continuation, 0, deadlineNanos, Variant.LOADED);
    }

    /** What is computed: all but the last token, of which only the probability is wanted. */
    NewSequence sequence(long id) {
        int[] tokens = Arrays.copyOf(prompt, prompt.length + continuation.length - 1);
        System.arraycopy(continuation, 0, tokens, prompt.length, continuation.length - 1);
        return new NewSequence(
                id,
                tokens,
                prompt.length,
                prompt.length - 1 + given,
                new int[0],
                1,
                deadlineNanos,
                variant.adapters(),
                variant.steering());
    }
}
