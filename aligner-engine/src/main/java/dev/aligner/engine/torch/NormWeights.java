package dev.aligner.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The weights of a model's norms as the program takes them, ready to be multiplied by. */
final class NormWeights {
    private final ModelFiles files;
    private final DecoderConfig config;
    private final Program program;
    private final PtNDManager manager;
    private final int dtype;

    /** @param dtype that the steps compute in */
    NormWeights(ModelFiles files, int dtype, Program program, PtNDManager manager) {
        this.files = files;
        this.program = program;
        this.manager = manager;
        config = files.decoder();
        this.dtype = config.norms().wide() ? Dtype.FLOAT32 : dtype;
    }

    /** Two of each layer, before attention and before the MLP, and the last one. */
    IValue before() {
        List<String> names = eachLayer("input_layernorm", config.norms().beforeMlp());
        names.add("model.norm");
        return list(names);
    }

    /** Two of each layer, or none. */
    IValue after() {
        return list(
                config.norms().after()
                        ? eachLayer("post_attention_layernorm", "post_feedforward_layernorm")
                        : List.of());
    }

    /** One of each layer, a row for each query head and each key head, or none. */
    IValue heads() {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            List<PtNDArray> weights = new ArrayList<>();
            for (int i = 0; i < (config.norms().heads() ? config.layers() : 0); i++) {
                String attention = "model.layers." + i + ".self_attn.";
                weights.add(repeated(scope, attention + "q_norm", attention + "k_norm"));
            }
            return cast(weights);
        }
    }

    private List<String> eachLayer(String... names) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            for (String name : names) {
                all.add("model.layers." + i + "." + name);
            }
        }
        return all;
    }

    private IValue list(List<String> names) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
            return cast(names.stream().map(name -> weight(scope, name)).toList());
        }
    }

    private PtNDArray weight(PtNDManager scope, String name) {
        return scope.create(values(name), new Shape(files.shape(name + ".weight")), DataType.FLOAT32);
    }

    private ByteBuffer values(String name) {
        ByteBuffer bytes = SmallTensor.read(files, name + ".weight");
        if (config.norms().offset()) {
            FloatBuffer numbers = bytes.asFloatBuffer();
            for (int i = 0; i < numbers.limit(); i++) {
                numbers.put(i, numbers.get(i) + 1);
            }
        }
        return bytes;
    }

    private PtNDArray repeated(PtNDManager scope, String query, String key) {
        FloatBuffer queries = values(query).asFloatBuffer();
        FloatBuffer keys = values(key).asFloatBuffer();
        float[] rows = new float[(config.heads() + config.kvHeads()) * config.headDim()];
        for (int head = 0; head < config.heads() + config.kvHeads(); head++) {
            FloatBuffer row = head < config.heads() ? queries : keys;
            row.get(0, rows, head * config.headDim(), config.headDim());
        }
        return (PtNDArray) scope.create(rows, new Shape(config.heads() + config.kvHeads(), config.headDim()));
    }

    private IValue cast(List<PtNDArray> weights) {
        try (Handles step = new Handles()) {
            return program.run(
                    "cast", step.own(IValue.listFrom(weights.toArray(PtNDArray[]::new))), step.own(IValue.from((long)
                            dtype)));
        }
    }
}
