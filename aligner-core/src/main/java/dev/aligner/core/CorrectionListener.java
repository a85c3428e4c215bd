package dev.aligner.core;

/**
 * Hears of one correction. Called by one thread at a time, in order, never after {@link #corrected} or {@link #failed},
 * exactly one of which ends it. Must return quickly: the caller is the engine.
 */
public interface CorrectionListener {
    /**
     * The next piece of the correction, never taken back: all pieces joined are {@link Correction#text()} if {@link
     * #corrected} follows.
     */
    void delta(String text);

    void corrected(Correction correction);

    void failed(AlignerException error);
}
