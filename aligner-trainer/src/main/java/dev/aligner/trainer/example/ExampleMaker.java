package dev.aligner.trainer.example;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.template.PromptInput;
import dev.aligner.trainer.data.CorrectionRow;
import java.util.Arrays;

/**
 * Makes rows into examples, exactly as serving would put them to the model. Prompt and correction are tokenised apart,
 * as serving does by necessity; Aligner's own code tokenises them as one text, which may differ by a token at the seam.
 *
 * <p>White space around answer and correction is left away, since serving puts it back by itself: a row that changes
 * nothing else teaches to copy.
 *
 * @param maxTokens of prompt, correction and end token together
 */
public record ExampleMaker(ExampleTokens tokens, int maxTokens) {
    public ExampleMaker {
        if (maxTokens < 2) {
            throw new IllegalArgumentException("maxTokens: " + maxTokens + " (expected: at least 2)");
        }
    }

    /** The example that a row gives, or why it gives none. */
    public Made make(CorrectionRow row) {
        String answer = EdgeWhitespace.of(row.answer()).core();
        if (answer.isEmpty()) {
            return new Made.Dropped(row, DropReason.EMPTY_ANSWER, 0);
        }
        if (EdgeWhitespace.of(row.correction()).core().isEmpty()) {
            return new Made.Dropped(row, DropReason.EMPTY_CORRECTION, 0);
        }
        int[] prompt;
        try {
            prompt = tokens.prompt(new PromptInput(row.question(), answer, row.instruction()));
        } catch (AlignerException e) {
            if (e.code() != ErrorCode.INVALID_FIELD) {
                throw e;
            }
            return new Made.Dropped(row, DropReason.NOT_IN_TEMPLATE, 0);
        }
        int[] target = tokens.target(row.correction());
        int length = prompt.length + target.length;
        if (length > maxTokens) {
            return new Made.Dropped(row, DropReason.TOO_LONG, length);
        }
        int[] both = Arrays.copyOf(prompt, length);
        System.arraycopy(target, 0, both, prompt.length, target.length);
        return new Made.Kept(row, new Example(both, prompt.length), ChangedTargets.of(answer, target, tokens.bytes()));
    }
}
