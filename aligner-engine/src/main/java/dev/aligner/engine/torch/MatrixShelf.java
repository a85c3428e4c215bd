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
 * <p>Matrices are read one after the other, those that share an input stacked, in blocks of rows: into one scratch space
 * in the processor's memory, and converted from there to where the model computes. So loading needs the model in its own precision and little beside it,
 * however large its matrices are. A tensor for each block leaves holes with the allocator: 90 MB of them for the
 * embedded model in int8, 250 MB in bfloat16.
 */
final class MatrixShelf implements AutoCloseable {
    /** 128 MiB of float32: the largest matrix of a model of a few hundred million weights is one block. */
    static final int BLOCK_ELEMENTS = 32 << 20;

    private final ModelFiles files;
    private final Program program;
    private final PtNDManager scope;
    private final PtNDArray scratch;
    private final PtNDArray place;
    private final int dtype;
    private final IValue matrices;

    /**
     * @param dtype of everything but what {@link #matrix} asks for otherwise; see {@link Dtype}
     * @param largest elements of the largest matrix, stacked as it will be
     * @param blockElements of the scratch space at most; at least a row of any matrix
     */
    MatrixShelf(ModelFiles files, Program program, PtNDManager manager, int dtype, long largest, int blockElements) {
        this.files = files;
        this.program = program;
        this.dtype = dtype;
        scope = manager.newSubManager(manager.getDevice());
        try {
            scratch = TorchDevices.onHost(scope).create(new Shape(Math.min(largest, blockElements)), DataType.FLOAT32);
            place = scope.create(new Shape(1), DataType.FLOAT32);
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
        add(false, prefix, List.of(names));
    }

    /** Adds matrices that share an input, stacked, as one; and their biases, if they are to have them. */
    void add(boolean biased, String prefix, List<String> names) {
        List<String> weights =
                names.stream().map(name -> prefix + name + ".weight").toList();
        try (PtNDManager reading = scope.newSubManager(scope.getDevice());
                Handles step = new Handles()) {
            IValue parts = step.own(program.run(
                    "begin",
                    step.own(IValue.from(rows(weights))),
                    step.own(IValue.from(columns(weights))),
                    step.own(IValue.from((long) dtype)),
                    step.own(IValue.from(place))));
            pour("take", weights, parts);
            PtNDArray[] biases = new PtNDArray[biased ? names.size() : 0];
            for (int i = 0; i < biases.length; i++) {
                biases[i] = read(reading, prefix + names.get(i) + ".bias");
            }
            step.own(program.run(
                    "add", matrices, parts, step.own(IValue.listFrom(biases)), step.own(IValue.from((long) dtype))));
        }
    }

    /** Adds a matrix that is there already; not in int8. */
    void share(IValue matrix) {
        program.run("share", matrices, matrix).close();
    }

    /** One matrix outside of the shelf, {@code [rows, columns]}, which the caller owns. */
    IValue matrix(String name, int as) {
        List<String> weight = List.of(name + ".weight");
        try (Handles step = new Handles()) {
            IValue matrix = program.run(
                    "blank",
                    step.own(IValue.from(rows(weight))),
                    step.own(IValue.from(columns(weight))),
                    step.own(IValue.from((long) as)),
                    step.own(IValue.from(place)));
            try {
                pour("put", weight, matrix);
                return matrix;
            } catch (RuntimeException | Error e) {
                matrix.close();
                throw e;
            }
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
        return owner.create(SmallTensor.read(files, name), new Shape(files.shape(name)), DataType.FLOAT32);
    }

    private long rows(List<String> weights) {
        return weights.stream().mapToLong(name -> files.shape(name)[0]).sum();
    }

    private long columns(List<String> weights) {
        return files.shape(weights.get(0))[1];
    }

    /** Hands the stacked weights over, a block of rows at a time, each from the beginning of the scratch space. */
    private void pour(String method, List<String> weights, IValue into) {
        ByteBuffer room = scratch.toByteBuffer(true);
        long rowBytes = columns(weights) * Float.BYTES;
        long most = room.capacity() / rowBytes;
        if (most == 0) {
            throw new IllegalArgumentException(
                    "scratch: " + room.capacity() + " bytes (expected: at least a row's " + rowBytes + ")");
        }
        long first = 0;
        long filled = 0;
        for (String weight : weights) {
            long rows = files.shape(weight)[0];
            long read = 0;
            while (read < rows) {
                long count = Math.min(rows - read, most - filled);
                files.read(weight, read, count, room.slice((int) (filled * rowBytes), (int) (count * rowBytes)));
                read += count;
                filled += count;
                if (filled == most) {
                    handOver(method, into, first, filled, columns(weights));
                    first += filled;
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            handOver(method, into, first, filled, columns(weights));
        }
    }

    private void handOver(String method, IValue into, long first, long rows, long columns) {
        try (Handles step = new Handles()) {
            step.own(program.run(
                    method,
                    into,
                    step.own(IValue.from(scratch)),
                    step.own(IValue.from(first)),
                    step.own(IValue.from(rows)),
                    step.own(IValue.from(columns))));
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
