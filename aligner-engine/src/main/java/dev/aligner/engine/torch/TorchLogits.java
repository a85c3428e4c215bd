package dev.aligner.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.Logits;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** A step's logits, read where they lie; of those on a GPU, what is asked for is copied once. */
final class TorchLogits implements Logits {
    private final Program program;
    private final PtNDManager owner;
    private final PtNDArray logits;
    private final int rows;
    private final int vocabulary;
    private @Nullable FloatBuffer scores;
    private @Nullable Summary summary;

    /**
     * Of each row.
     *
     * @param best the most probable token
     * @param logSums the logarithm of the sum of the exponentials of all scores
     */
    private record Summary(long[] best, float[] logSums) {}

    /**
     * @param logits {@code [rows, vocabulary]} float32
     * @param owner holds it and goes with it
     */
    TorchLogits(Program program, PtNDArray logits, PtNDManager owner) {
        this.program = program;
        this.owner = owner;
        this.logits = logits;
        rows = (int) logits.getShape().get(0);
        vocabulary = (int) logits.getShape().get(1);
        if (owner.getDevice().isGpu() && rows > 0) {
            // nothing more is made there once the step is done: one with too little memory fails as a whole
            summary = summarise();
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void copyRow(int row, float[] target) {
        scores().get(row * vocabulary, target, 0, vocabulary);
    }

    @Override
    public int best(int row) {
        Summary rowwise = summary();
        checkSum(rowwise.logSums()[row]);
        return (int) rowwise.best()[row];
    }

    @Override
    public double logProbability(int row, int token) {
        float logSum = summary().logSums()[row];
        checkSum(logSum);
        float score = scores().get(row * vocabulary + token);
        if (score == Float.NEGATIVE_INFINITY) {
            throw failed(score + " at token " + token + " (expected: finite)");
        }
        return (double) score - logSum;
    }

    private static void checkSum(float logSum) {
        if (!Float.isFinite(logSum)) {
            throw failed("log of their exponentials' sum: " + logSum
                    + " (expected: finite, all of them finite or -Infinity)");
        }
    }

    private static AlignerException failed(String what) {
        return AlignerException.of(ErrorCode.MODEL_FAILED, "logits: " + what);
    }

    private FloatBuffer scores() {
        if (scores == null) {
            scores = logits.toByteBuffer(true).asFloatBuffer();
        }
        return scores;
    }

    private Summary summary() {
        if (summary == null) {
            summary = summarise();
        }
        return summary;
    }

    private Summary summarise() {
        try (Handles handles = new Handles()) {
            IValue both = handles.own(program.run("summary", handles.own(IValue.from(logits))));
            IValue[] parts = both.toIValueTuple();
            for (IValue part : parts) {
                handles.own(part);
            }
            return new Summary(
                    parts[0].toTensor(owner).toLongArray(),
                    parts[1].toTensor(owner).toFloatArray());
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
