package dev.aligner.core;

/** What was done to an answer. */
public enum Action {
    /**
     * The corrector saw the answer and changed nothing, or nothing that it was sure enough of: the correction is the
     * answer, byte for byte.
     */
    NONE,
    /** The correction differs from the answer. */
    CORRECTED,
    /** The corrector was not run, or its output was discarded; the correction is the answer and there is a reason. */
    BYPASSED,
    /** A policy put a configured text in the answer's place: for a failure only where the policy names it. */
    BLOCKED
}
