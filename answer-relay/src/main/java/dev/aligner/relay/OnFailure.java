package dev.aligner.relay;

import dev.aligner.core.Action;

/** What a client gets where the corrector cannot be used. */
public enum OnFailure {
    /** The answer as it came, with the reason in a header. */
    OPEN,
    /** An error. */
    CLOSED;

    /** Whether what was left alone for this reason may not go out as it came. */
    public boolean refuses(Why why) {
        return this == CLOSED && why.failure();
    }

    /**
     * What was done to a text, where the text may go out with it.
     *
     * @throws UncorrectedException where all of it or a part stayed as it came, and may not
     */
    public AnswerOutcome passing(AnswerOutcome outcome) {
        Why why = outcome.reason();
        if (why != null && outcome.action() != Action.BLOCKED && refuses(why)) {
            throw new UncorrectedException(why);
        }
        return outcome;
    }
}
