package dev.aligner.engine;

import dev.aligner.core.Sampling;
import dev.aligner.engine.schedule.NewSequence;
import java.util.List;

/**
 * A prompt to be continued.
 *
 * @param prompt token ids, at least one; not changed after the call
 * @param sampling how tokens are chosen; its {@code maxTokens} and {@code stop} are already folded into the two below
 * @param maxNewTokens at least one; prompt and new tokens together must fit the model's context
 * @param stop texts that end the output where they appear, none empty; the output does not hold them
 * @param deadlineNanos on the engine's clock
 */
public record GenerationRequest(
        int[] prompt, Sampling sampling, int maxNewTokens, List<String> stop, long deadlineNanos) {
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

    NewSequence sequence(long id) {
        return NewSequence.prompt(id, prompt, maxNewTokens, deadlineNanos);
    }
}
