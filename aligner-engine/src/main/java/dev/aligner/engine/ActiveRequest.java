package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.schedule.NextToken;

/**
 * One request on the engine's thread, from its first step to its end. Nothing that its listener or its own logits do
 * reaches another request.
 */
sealed interface ActiveRequest permits ActiveGeneration, ActiveScoring {
    Places.Place place();

    /** Tokens written so far. */
    int newTokens();

    /** Its prompt is computed on, for the first time or again. */
    void startedAt(long nanos);

    /** The next row of logits that it asked for; tells nobody yet: the step may still fail. May overwrite the row. */
    void take(float[] scores);

    /** The step is done, and with it all that was known of the sequence: how it goes on. */
    NextToken advance(long nowNanos);

    /** Ends it as its tokens say. */
    void finish(long nowNanos);

    /** Ends it without a result. */
    void fail(AlignerException error);
}
