package dev.aligner.engine.model;

/**
 * Raw scores of one step, {@code [rows, vocabulary]} float32: the segments' rows in the segments' order. The caller
 * closes it, on the model's thread.
 */
public interface Logits extends AutoCloseable {
    int rows();

    /** Copies a row into {@code target}, whose length is the vocabulary. */
    void copyRow(int row, float[] target);

    @Override
    void close();
}
