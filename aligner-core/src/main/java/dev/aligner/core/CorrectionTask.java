package dev.aligner.core;

/** A correction under way. */
public interface CorrectionTask {
    /**
     * The caller is gone: the slot is free after the engine's current step, and the listener is told {@link
     * ErrorCode#CANCELLED}, unless the correction had already ended. May be called more than once, from any thread.
     */
    void cancel();
}
