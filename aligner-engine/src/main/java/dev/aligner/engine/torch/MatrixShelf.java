package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a model's weights in, as its program keeps them.
 *
 * <p>Matrices are read one after the other into one scratch space in native memory, those that share an input stacked,
 * and converted from there. Loading so needs the model in its own precision and its largest matrix in float32.
 */
final class MatrixShelf implements AutoCloseable {
    private final ModelFiles files;
    private final Program program;
    private final PtNDManager scope;
    private final PtNDArray scratch;
    private final int dtype;
    private final IValue matrices;

    /**
     * @param dtype of everything but what {@link #matrix} asks for otherwise; see {@link Dtype}
     * @param largest elements of the largest matrix, stacked as it will be
     */
    MatrixShelf(ModelFiles files, Program program, PtNDManager manager, int dtype, long largest) {
        this.files = files;
        this.program = program;
        this.dtype = dtype;
        scope = manager.newSubManager(manager.getDevice());
        try {
            scratch = scope.create(new Shape(largest), DataType.FLOAT32);
            matrices = program.run("shelf");
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    /** The matrices added so far, in their order. The caller owns them, whether the shelf is closed or not. */
    IValue matrices() {
        return matrices;
    }

    /** Adds matrices without biases that share an input, stacked, as one. */
    void add(String prefix, String... names) {
        try (Handles step = new Handles()) {
            Stacked stacked = fill(prefix, names);
            step.own(program.run(
                    "add",
                    matrices,
                    step.own(IValue.from(scratch)),
                    step.own(IValue.from(stacked.rows())),
                    step.own(IValue.from(stacked.columns())),
                    step.own(IValue.listFrom(new PtNDArray[0])),
                    step.own(IValue.from((long) dtype))));
        }
    }

    /** Adds a matrix that is there already; not in int8. */
    void share(IValue matrix) {
        program.run("share", matrices, matrix).close();
    }

    /** One matrix outside of the shelf, {@code [rows, columns]}, which the caller owns. */
    IValue matrix(String name, int as) {
        try (Handles step = new Handles()) {
            Stacked stacked = fill("", name);
            return program.run(
                    "matrix",
                    step.own(IValue.from(scratch)),
                    step.own(IValue.from(stacked.rows())),
                    step.own(IValue.from(stacked.columns())),
                    step.own(IValue.from((long) as)));
        }
    }

    /** Small tensors as a list, which the caller owns. */
    IValue vectors(List<String> names) {
        try (PtNDManager reading = scope.newSubManager(scope.getDevice());
                Handles step = new Handles()) {
            List<PtNDArray> vectors = new ArrayList<>();
            for (String name : names) {
                vectors.add(read(reading, name));
            }
            return program.run(
                    "cast", step.own(IValue.listFrom(vectors.toArray(PtNDArray[]::new))), step.own(IValue.from((long)
                            dtype)));
        }
    }

    /** A small tensor in float32, which goes with its owner. */
    PtNDArray read(PtNDManager owner, String name) {
        PtNDArray tensor = owner.create(new Shape(files.shape(name)), DataType.FLOAT32);
        files.read(name, tensor.toByteBuffer(true));
        return tensor;
    }

    private record Stacked(long rows, long columns) {}

    /** Stacks weights of the same width at the beginning of the scratch space. */
    private Stacked fill(String prefix, String... names) {
        ByteBuffer room = scratch.toByteBuffer(true);
        long rows = 0;
        long columns = 0;
        for (String name : names) {
            String tensor = prefix + name + ".weight";
            long[] shape = files.shape(tensor);
            int start = Math.toIntExact(rows * shape[1] * Float.BYTES);
            files.read(tensor, room.slice(start, Math.toIntExact(shape[0] * shape[1] * Float.BYTES)));
            rows += shape[0];
            columns = shape[1];
        }
        return new Stacked(rows, columns);
    }

    @Override
    public void close() {
        scope.close();
    }
}
