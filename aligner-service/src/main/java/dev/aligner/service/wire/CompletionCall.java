package dev.aligner.service.wire;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A completion that is asked of the model, checked.
 *
 * @param model the one asked for, or null for whichever is here
 * @param maxTokens new tokens at most; 0 for none, where only the prompt's probabilities are wanted
 * @param stop texts that end it
 * @param countsStream whether a stream ends with its usage
 * @param scoresPrompt whether the probabilities of the prompt's tokens are wanted
 */
public record CompletionCall(
        @Nullable String model,
        Prompt prompt,
        Sampling sampling,
        int maxTokens,
        List<String> stop,
        boolean stream,
        boolean countsStream,
        boolean scoresPrompt) {

    /** What is continued. */
    public sealed interface Prompt {
        /** Token ids, at least one. */
        record Tokens(int[] ids) implements Prompt {}

        /** A text, in which what looks like a control token is one. */
        record Text(String text) implements Prompt {}
    }

    /** @throws AlignerException with {@link ErrorCode#UNKNOWN_MODEL} where another model is asked for */
    public void requireModel(String loaded) {
        if (model != null && !model.equals(loaded)) {
            throw AlignerException.of(
                    ErrorCode.UNKNOWN_MODEL,
                    "model: \"" + StrictText.display(model) + "\" is not loaded (expected: " + loaded + ")");
        }
    }
}
