package dev.aligner.trainer.pairs;

import java.util.Locale;

/** Whether a sample becomes a row, or why not. */
enum Verdict {
    KEPT,
    /** Kept, although the corrector changed nothing, and marked so. */
    FLAGGED,
    /** Policy or corrector does not take the prompt. */
    REFUSED,
    /** The corrector changed nothing: a copy carries no preference. */
    UNCHANGED,
    /** The answer was left alone for another reason than being good: the corrector's output was unusable. */
    BYPASSED,
    /** The answer is blank or repeats itself without end. */
    DEGENERATE,
    /** The answer was cut off by the greatest number of tokens: its missing end would be learned. */
    CUT_OFF,
    TOO_LONG,
    /** Too little or too much of the answer was changed. */
    EDIT_RATIO,
    /** The corrector is not sure enough, or does not say. */
    MARGIN,
    DUPLICATE,
    NEAR_DUPLICATE;

    boolean kept() {
        return this == KEPT || this == FLAGGED;
    }

    /** For example {@code edit_ratio}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
