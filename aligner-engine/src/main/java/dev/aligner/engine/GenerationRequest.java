package dev.aligner.engine;

import dev.aligner.core.Sampling;
import dev.aligner.engine.schedule.NewSequence;
import java.util.Arrays;
import java.util.List;

/**
 * A prompt to be continued.
 *
 * @param prompt token ids, at least one; not changed after the call
 * @param draft token ids that the output probably is, its end token last, as a text that is scored ({@link
 *     ScoreRequest}); empty for none. It changes what an output costs, never what it is. Not changed after the call
 * @param sampling how tokens are chosen; its {@code maxTokens} and {@code stop} are already folded into the two below
 * @param maxNewTokens at least one; prompt and new tokens together must fit the model's context
 * @param stop texts that end the output where they appear, none empty; the output does not hold them
 * @param deadlineNanos on the engine's clock
 * @param variant which model
 */
public record GenerationRequest(
        int[] prompt,
        int[] draft,
        Sampling sampling,
        int maxNewTokens,
        List<String> stop,
        long deadlineNanos,
        Variant variant) {
    public GenerationRequest {
        stop = List.copyOf(stop);
        if (prompt.length == 0) {
            throw new IllegalArgumentException("prompt: empty (expected: at least one token)");
        }
        if (stop.contains("")) {
            throw new IllegalArgumentException("stop: an empty text (expected: at least one character)");
        }
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("maxNewTokens: " + maxNewTokens + " (expected: >= 1)");
        }
    }

    /** Without a draft. */
    public GenerationRequest(int[] prompt, Sampling sampling, int maxNewTokens, List<String> stop, long deadlineNanos) {
        this(prompt, new int[0], sampling, maxNewTokens, stop, deadlineNanos, Variant.LOADED);
    }

    NewSequence sequence(long id) {
        return new NewSequence(
                id,
                prompt,
                prompt.length,
                prompt.length - 1,
                draftedTokens(),
                maxNewTokens,
                deadlineNanos,
                variant.adapters(),
                variant.steering());
    }

    /** What is computed of the draft: its end token is only looked up in the scores. */
    int[] draftedTokens() {
        return Arrays.copyOf(draft, Math.max(0, draft.length - 1));
    }
}
