package dev.aligner.engine;

import dev.aligner.core.AlignerException;

/**
 * Hears of one scoring, on the engine's thread: must return quickly and must not block. Exactly one of the two ends it.
 */
public interface ScoreListener {
    void scored(Score score);

    void failed(AlignerException error);
}
