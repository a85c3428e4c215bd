package dev.aligner.engine;

/** A generation, or a scoring, under way. */
public interface GenerationTask {
    /** Frees the slot after the current step; the listener hears {@code CANCELLED}, unless it had already ended. */
    void cancel();
}
