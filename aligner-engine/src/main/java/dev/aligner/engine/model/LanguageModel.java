package dev.aligner.engine.model;

import java.util.List;

/**
 * A causal language model with a key-value cache of fixed slots. Owned by one thread: every call, {@link #close}
 * included, comes from the thread that made it.
 */
public interface LanguageModel extends AutoCloseable {

    ModelShape shape();

    /**
     * Computes the segments' tokens, writes their keys and values into the cache in place, and returns logits where
     * they were asked for. A segment sees its slot's positions 0 to its own end and nothing else; what the cache held
     * at or after its start is overwritten, so that rejecting tokens is starting again from an earlier position.
     *
     * @param segments each of another slot; not empty
     */
    Logits forward(List<Segment> segments);

    @Override
    void close();
}
