package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.Logits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How probable an output is, and how probable the text that it was expected to be: the pass that verifies a draft has
 * the scores of both. By the raw scores, natural logarithms.
 */
final class Likelihood {
    /** The end token last; empty where nothing was expected. */
    private final int[] draft;

    private double[] ofOutput = new double[16];
    private int chosen;
    private double ofDraft;
    private int draftTokensSeen;
    private boolean following;

    Likelihood(int[] draft) {
        this.draft = draft;
        this.following = draft.length > 0;
    }

    void chose(Logits rows, int row, int token) {
        if (chosen == ofOutput.length) {
            ofOutput = Arrays.copyOf(ofOutput, 2 * chosen);
        }
        ofOutput[chosen++] = rows.logProbability(row, token);
    }

    /**
     * A step's rows, in which the draft's next tokens were computed, as long as the output has been the draft.
     *
     * @param drafted how many tokens of the draft: there is one row more
     * @param still whether the output has followed the draft through all of them
     */
    void verified(Logits rows, int drafted, boolean still) {
        for (int i = 0; following && i <= drafted && draftTokensSeen < draft.length; i++) {
            try {
                ofDraft += rows.logProbability(i, draft[draftTokensSeen++]);
            } catch (AlignerException impossible) {
                // a text that the model cannot write has no number
                draftTokensSeen = 0;
                following = false;
            }
        }
        following &= still;
    }

    /** Of each token that was chosen. */
    double[] ofOutput() {
        return Arrays.copyOf(ofOutput, chosen);
    }

    /** Null where not all of the draft was computed. */
    @Nullable
    Double ofDraft() {
        return draft.length > 0 && draftTokensSeen == draft.length ? ofDraft : null;
    }
}
