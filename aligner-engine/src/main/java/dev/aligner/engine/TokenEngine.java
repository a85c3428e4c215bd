package dev.aligner.engine;

import java.time.Duration;

/**
 * Continues prompts and scores texts, all in token ids: the {@link Engine} of this process, or one elsewhere. Safe to call
 * from any thread; nothing but {@link #close} waits.
 *
 * <p>A request that was accepted ends exactly once, whatever happens to the engine. All listeners are called by one thread,
 * the engine's, in order.
 */
public interface TokenEngine extends AutoCloseable {
    /**
     * Accepts a prompt to be continued, or refuses it at once.
     *
     * @throws dev.aligner.core.AlignerException NOT_READY, DRAINING, QUEUE_FULL, BREAKER_OPEN, TOO_LARGE, INVALID_FIELD for
     *     what the engine cannot do, or MODEL_FAILED: the listener is never called
     */
    GenerationTask submit(GenerationRequest request, GenerationListener listener);

    /**
     * Scores a text after a prompt.
     *
     * @throws dev.aligner.core.AlignerException as {@link #submit}
     */
    GenerationTask score(ScoreRequest request, ScoreListener listener);

    /**
     * Accepts what follows a generation that has just ended, as part of the same work: a full queue does not refuse it. For
     * a listener that hears the end of the one before, on the engine's thread.
     *
     * @throws dev.aligner.core.AlignerException as {@link #submit}, but for QUEUE_FULL
     */
    GenerationTask follow(GenerationRequest request, GenerationListener listener);

    /** As {@link #follow(GenerationRequest, GenerationListener)}, at most two at once; goes ahead of those that wait. */
    GenerationTask follow(ScoreRequest request, ScoreListener listener);

    /**
     * Reads the beginning of a prompt that may come, if there is nothing better to do. Returns at once.
     *
     * @return false if nothing is read, as by an engine that cannot
     */
    default boolean readAhead(int[] prompt, Variant variant, Duration atMost) {
        return false;
    }

    /** False once only a new engine helps; being busy, or away for a while, is healthy. */
    boolean healthy();

    /** Whether a request that came now could be served: false while an engine elsewhere does not answer. */
    default boolean reachable() {
        return healthy();
    }

    /**
     * Takes no place.
     *
     * @throws dev.aligner.core.AlignerException as {@link #submit} would now, whatever is submitted
     */
    default void admit() {}

    EngineLoad load();

    /** The engine's clock, on which deadlines are given. */
    long nanoTime();

    /** Refuses new requests and fails with DRAINING what waits or runs. May be called more than once. */
    @Override
    void close();
}
