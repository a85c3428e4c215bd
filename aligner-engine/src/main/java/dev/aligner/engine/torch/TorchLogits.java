package dev.aligner.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.aligner.engine.model.Logits;
import java.nio.FloatBuffer;

/** A step's logits, read where they lie. */
final class TorchLogits implements Logits {
    private final PtNDManager owner;
    private final int rows;
    private final int vocabulary;
    private final FloatBuffer scores;

    /**
     * @param logits {@code [rows, vocabulary]} float32 on the processor
     * @param owner holds it and goes with it
     */
    TorchLogits(PtNDArray logits, PtNDManager owner) {
        this.owner = owner;
        rows = (int) logits.getShape().get(0);
        vocabulary = (int) logits.getShape().get(1);
        scores = logits.toByteBuffer(true).asFloatBuffer();
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void copyRow(int row, float[] target) {
        scores.get(row * vocabulary, target, 0, vocabulary);
    }

    @Override
    public void close() {
        owner.close();
    }
}
