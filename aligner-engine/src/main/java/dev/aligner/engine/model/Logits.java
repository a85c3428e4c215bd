package dev.aligner.engine.model;

import dev.aligner.core.AlignerException;

/**
 * Raw scores of one step, {@code [rows, vocabulary]} float32: the segments' rows in the segments' order. The caller
 * closes it, on the model's thread.
 */
public interface Logits extends AutoCloseable {
    int rows();

    /**
     * The most probable token after a row's, of equals the lowest.
     *
     * @throws AlignerException MODEL_FAILED if a score is NaN or +Infinity, or all are -Infinity
     */
    int best(int row);

    /**
     * Natural logarithm of a token's probability, by the raw scores.
     *
     * @throws AlignerException as {@link #best}, and where the token's own score is -Infinity
     */
    double logProbability(int row, int token);

    /** Copies a row into {@code target}, whose length is the vocabulary. */
    void copyRow(int row, float[] target);

    @Override
    void close();
}
