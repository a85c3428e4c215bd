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

    /**
     * Where the part of the answer begins that the output stands for, in UTF-16 units: the correction is the answer up
     * to there, followed by the output. 0 where the output stands for the whole answer, as in all templates but those
     * that correct an answer's last sentence.
     */
    default int correctedFrom(String answer) {
        return 0;
    }
}
