package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.LlamaConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's weights as the program takes them. Tensors are read one matrix at a time into native memory, converted
 * there and let go, so that loading needs the model in its own precision and one float32 matrix besides.
 */
final class LlamaWeights implements AutoCloseable {
    private final ModelFiles files;
    private final Program program;
    private final PtNDManager manager;
    private final int dtype;
    private final Handles handles = new Handles();
    private final IValue matrices;
    private final IValue norms;
    private final IValue embedding;
    private final IValue frequencies;

    LlamaWeights(ModelFiles files, Precision precision, Program program, PtNDManager manager) {
        this.files = files;
        this.program = program;
        this.manager = manager;
        dtype = precision == Precision.BFLOAT16 ? Dtype.BFLOAT16 : Dtype.FLOAT32;
        LlamaConfig config = files.config();
        try {
            matrices = handles.own(program.run("shelf"));
            List<String> normNames = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                String layer = "model.layers." + i + ".";
                normNames.add(layer + "input_layernorm");
                normNames.add(layer + "post_attention_layernorm");
                shelve(config.attentionBias(), layer + "self_attn.", "q_proj", "k_proj", "v_proj");
                shelve(config.attentionBias(), layer + "self_attn.", "o_proj");
                shelve(config.mlpBias(), layer + "mlp.", "gate_proj", "up_proj");
                shelve(config.mlpBias(), layer + "mlp.", "down_proj");
            }
            normNames.add("model.norm");
            norms = cast(normNames, dtype);
            shelve(false, "", config.tiedHead() ? "model.embed_tokens" : "lm_head");
            // an int8 model keeps it in bfloat16: it is only looked up
            embedding = cast(
                    List.of("model.embed_tokens"), precision == Precision.FLOAT32 ? Dtype.FLOAT32 : Dtype.BFLOAT16);
            frequencies = frequencies(config);
        } catch (RuntimeException | Error e) {
            handles.close();
            throw e;
        }
    }

    IValue embedding() {
        return embedding;
    }

    IValue norms() {
        return norms;
    }

    IValue matrices() {
        return matrices;
    }

    IValue frequencies() {
        return frequencies;
    }

    @Override
    public void close() {
        handles.close();
    }

    private void shelve(boolean biased, String prefix, String... names) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles step = new Handles()) {
            PtNDArray[] weights = new PtNDArray[names.length];
            PtNDArray[] biases = new PtNDArray[biased ? names.length : 0];
            for (int i = 0; i < names.length; i++) {
                weights[i] = read(scope, prefix + names[i] + ".weight");
                if (biased) {
                    biases[i] = read(scope, prefix + names[i] + ".bias");
                }
            }
            step.own(program.run(
                    "add",
                    matrices,
                    step.own(IValue.listFrom(weights)),
                    step.own(IValue.listFrom(biases)),
                    step.own(IValue.from(dtype))));
        }
    }

    private IValue cast(List<String> names, int as) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles step = new Handles()) {
            PtNDArray[] tensors =
                    names.stream().map(name -> read(scope, name + ".weight")).toArray(PtNDArray[]::new);
            return handles.own(
                    program.run("cast", step.own(IValue.listFrom(tensors)), step.own(IValue.from((long) as))));
        }
    }

    private IValue frequencies(LlamaConfig config) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles step = new Handles()) {
            return handles.own(program.run(
                    "frequencies",
                    step.own(IValue.from(config.ropeTheta())),
                    step.own(IValue.from((long) config.headDim())),
                    step.own(IValue.from(scope.create(new Shape(1), DataType.FLOAT32)))));
        }
    }

    /** A tensor in native memory, filled in place: nothing of it passes through the Java heap. */
    private PtNDArray read(PtNDManager scope, String name) {
        PtNDArray tensor = scope.create(new Shape(files.shape(name)), DataType.FLOAT32);
        files.read(name, tensor.toByteBuffer(true));
        return tensor;
    }
}
