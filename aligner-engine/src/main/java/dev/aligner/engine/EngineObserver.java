package dev.aligner.engine;

import dev.aligner.core.Timings;
import dev.aligner.core.Usage;

/**
 * Hears what an engine does, for whoever measures it. Called on the engine's thread, which all requests share: it must
 * return at once, and must neither block nor throw.
 */
public interface EngineObserver {
    /** Nobody measures. */
    EngineObserver NONE = new EngineObserver() {};

    /**
     * A request was taken in between two steps.
     *
     * @param nanos since it was accepted: how long the step under way kept it from the queue
     */
    default void taken(long nanos) {}

    /**
     * A step was computed.
     *
     * @param sequences that shared it
     * @param drafted tokens of drafts in it
     * @param accepted those of them that were right
     */
    default void stepped(int sequences, int drafted, int accepted) {}

    /** A step failed. */
    default void stepFailed() {}

    /** A prompt was continued to its end. */
    default void generated(Usage usage, Timings timings) {}
}
