package dev.aligner.engine.schedule;

/** Why a sequence left the scheduler. */
public enum EndReason {
    /** The executor said so: an end token, a stop text, a request that failed by itself. */
    STOPPED,
    /** It has all the new tokens it may have. */
    LENGTH,
    /** Nobody wants it any more. */
    CANCELLED,
    /** Its deadline passed. */
    EXPIRED,
    /** The step it was part of could not be computed. */
    FAILED
}
