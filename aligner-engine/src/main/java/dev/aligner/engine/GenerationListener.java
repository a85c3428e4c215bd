package dev.aligner.engine;

import dev.aligner.core.AlignerException;

/**
 * Hears of one generation, on the engine's thread: must return quickly and must not block. Exactly one of {@link
 * #finished} and {@link #failed} ends it.
 */
public interface GenerationListener {
    /** More text; whole characters only, never part of a stop text. */
    void text(String delta);

    void finished(Generation generation);

    void failed(AlignerException error);
}
