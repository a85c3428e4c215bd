package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.Biases;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A model's matrices and embedding as the program takes them.
 *
 * <p>Matrices are read one after the other into one scratch space in native memory, those that share an input stacked,
 * and converted from there. Loading so needs the model in its own precision and its largest matrix in float32. A tensor
 * for each leaves holes with the allocator: 90 MB of them for the embedded model in int8, 250 MB in bfloat16.
 */
final class DecoderWeights implements AutoCloseable {
    private final ModelFiles files;
    private final Program program;
    private final PtNDManager manager;
    private final int dtype;
    private final Handles handles = new Handles();
    private final IValue matrices;
    private final IValue embedding;

    DecoderWeights(ModelFiles files, Precision precision, Program program, PtNDManager manager) {
        this.files = files;
        this.program = program;
        this.manager = manager;
        dtype = precision == Precision.BFLOAT16 ? Dtype.BFLOAT16 : Dtype.FLOAT32;
        DecoderConfig config = files.decoder();
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            PtNDArray scratch = scope.create(new Shape(largest(config)), DataType.FLOAT32);
            matrices = handles.own(program.run("shelf"));
            for (int i = 0; i < config.layers(); i++) {
                String layer = "model.layers." + i + ".";
                Biases biases = config.biases();
                shelve(
                        scratch,
                        biases.qkv(),
                        layer + "self_attn.",
                        config.kind().qkv());
                shelve(scratch, biases.output(), layer + "self_attn.", List.of("o_proj"));
                shelve(scratch, biases.mlp(), layer + "mlp.", config.kind().gateUp());
                shelve(scratch, biases.mlp(), layer + "mlp.", List.of("down_proj"));
            }
            if (config.tiedHead() && precision != Precision.INT8) {
                embedding = embedding(scratch, dtype);
                program.run("share", matrices, embedding).close();
            } else {
                shelve(scratch, false, "", List.of(config.tiedHead() ? "model.embed_tokens" : "lm_head"));
                // an int8 model keeps it in bfloat16: it is only looked up
                embedding = embedding(scratch, precision == Precision.FLOAT32 ? Dtype.FLOAT32 : Dtype.BFLOAT16);
            }
        } catch (RuntimeException | Error e) {
            handles.close();
            throw e;
        }
    }

    IValue embedding() {
        return embedding;
    }

    IValue matrices() {
        return matrices;
    }

    @Override
    public void close() {
        handles.close();
    }

    /** Elements of the largest matrix, stacked as it will be. */
    private static long largest(DecoderConfig config) {
        long hidden = config.hidden();
        long attention = (long) (config.heads() + 2 * config.kvHeads()) * config.headDim();
        return hidden * Math.max(Math.max(config.vocabulary(), attention), 2L * config.intermediate());
    }

    private void shelve(PtNDArray scratch, boolean biased, String prefix, List<String> names) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles step = new Handles()) {
            Matrix matrix = fill(scratch, prefix, names);
            PtNDArray[] biases = new PtNDArray[biased ? names.size() : 0];
            for (int i = 0; i < biases.length; i++) {
                biases[i] = vector(scope, prefix + names.get(i) + ".bias");
            }
            step.own(program.run(
                    "add",
                    matrices,
                    step.own(IValue.from(scratch)),
                    step.own(IValue.from(matrix.rows())),
                    step.own(IValue.from(matrix.columns())),
                    step.own(IValue.listFrom(biases)),
                    step.own(IValue.from((long) dtype))));
        }
    }

    private IValue embedding(PtNDArray scratch, int as) {
        try (Handles step = new Handles()) {
            Matrix matrix = fill(scratch, "", List.of("model.embed_tokens"));
            return handles.own(program.run(
                    "matrix",
                    step.own(IValue.from(scratch)),
                    step.own(IValue.from(matrix.rows())),
                    step.own(IValue.from(matrix.columns())),
                    step.own(IValue.from((long) as))));
        }
    }

    private record Matrix(long rows, long columns) {}

    /** Stacks weights of the same width at the beginning of the scratch space. */
    private Matrix fill(PtNDArray scratch, String prefix, List<String> names) {
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
        return new Matrix(rows, columns);
    }

    private PtNDArray vector(PtNDManager scope, String name) {
        PtNDArray tensor = scope.create(new Shape(files.shape(name)), DataType.FLOAT32);
        files.read(name, tensor.toByteBuffer(true));
        return tensor;
    }
}
