package dev.aligner.trainer.example;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import dev.aligner.engine.decode.TokenBytes;
import java.util.BitSet;
import java.util.List;

/**
 * Which targets of an example are changes, and which are copied from the answer.
 *
 * <p>A target is changed if any of its text is not the answer's at that place, by the smallest word edits between the
 * two, and also if it is the first one after a piece of the answer was left out: there a model that copies would have
 * gone on otherwise. The end token is changed if an edit reaches the answer's end.
 */
public final class ChangedTargets {
    private final BitSet changed;
    private final int targets;

    private ChangedTargets(BitSet changed, int targets) {
        this.changed = changed;
        this.targets = targets;
    }

    /**
     * Of a target after its answer. Compared is the text that the tokens stand for: with a tokenizer that normalises,
     * what it changed counts as changed.
     *
     * @param answer without white space around it
     * @param target ids, the end token last
     */
    public static ChangedTargets of(String answer, int[] target, TokenBytes tokens) {
        TokenSpans spans = TokenSpans.of(target, target.length - 1, tokens);
        BitSet changed = new BitSet();
        List<Edit> edits = Edits.between(answer, spans.text());
        int answerLength = answer.codePointCount(0, answer.length());
        // code points of the correction less those of the answer, up to the edit
        int shift = 0;
        for (Edit edit : edits) {
            int inserted =
                    edit.replacement().codePointCount(0, edit.replacement().length());
            int start = edit.start() + shift;
            changed.set(
                    spans.tokenAt(start),
                    inserted == 0 ? spans.tokenAt(start) + 1 : spans.tokenAfter(start + inserted));
            if (edit.end() == answerLength) {
                changed.set(target.length - 1);
            }
            shift += inserted - (edit.end() - edit.start());
        }
        return new ChangedTargets(changed, target.length);
    }

    /** All targets, the end token included. */
    public int targets() {
        return targets;
    }

    /** Targets that are changes; the others are copied. */
    public int changed() {
        return changed.cardinality();
    }

    /** Whether a target is a change. */
    public boolean isChanged(int target) {
        return changed.get(target);
    }

    @Override
    public String toString() {
        return "changed " + changed + " of " + targets;
    }
}
