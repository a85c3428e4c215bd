package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.schedule.NextTokens;
import dev.aligner.engine.schedule.PlannedSequence;

/**
 * One request on the engine's thread, from its first step to its end. Nothing that its listener or its own logits do
 * reaches another request.
 */
sealed interface ActiveRequest permits ActiveGeneration, ActiveScoring, ActiveReading {
    Places.Place place();

    /** Tokens written so far. */
    int newTokens();

    /** Tokens of its drafts computed so far. */
    default int draftedTokens() {
        return 0;
    }

    /** Those of them that were right. */
    default int acceptedTokens() {
        return 0;
    }

    /** It is computed on, for the first time or again. */
    void startedAt(long nanos, PlannedSequence share);

    /**
     * Its rows of logits of this step; tells nobody yet: the step may still fail.
     *
     * @param firstRow of its own
     * @param scratch {@code [vocabulary]}, anybody's within the call
     */
    void take(PlannedSequence share, Logits logits, int firstRow, float[] scratch);

    /**
     * The step is done, and with it all that was known of the sequence: how it goes on.
     *
     * @param drafts how long drafts may be now
     */
    NextTokens advance(long nowNanos, DraftBudget drafts);

    /** Ends it as its tokens say. */
    void finish(long nowNanos);

    /** Ends it without a result. */
    void fail(AlignerException error);
}
