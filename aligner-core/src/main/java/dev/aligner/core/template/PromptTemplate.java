package dev.aligner.core.template;

import java.util.List;

/** Turns a request into a prompt. Bound to a checkpoint: the wrong one gives wrong corrections, not errors. */
public interface PromptTemplate {
    /** The name in {@code aligner.json} and in every cache key, for example {@code t1}. */
    String id();

    List<PromptPiece> render(PromptInput input);

    /**
     * Marks of this template that a correction never holds of itself ({@code "##Correction:"}); seen in an output whose
     * answer does not hold them, they mean that the model wrote its prompt again.
     */
    List<String> markers();

    /** Whether the tokenizer's own beginning token goes in front (text templates) or the template brings it (chat). */
    boolean addsBeginToken();
}
