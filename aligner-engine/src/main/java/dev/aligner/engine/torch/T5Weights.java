package dev.aligner.engine.torch;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.T5Config;
import java.util.ArrayList;
import java.util.List;

/** A T5 model's weights as {@code t5.py} takes them. */
final class T5Weights implements AutoCloseable {
    private static final String POSITIONS = ".block.0.layer.0.SelfAttention.relative_attention_bias.weight";

    private final T5Config config;
    private final Handles handles = new Handles();
    private final IValue matrices;
    private final IValue norms;
    private final IValue embedding;
    private final IValue encoderBias;
    private final IValue decoderBias;

    /** @param contextTokens how far apart two positions may be */
    T5Weights(
            ModelFiles files,
            T5Config config,
            Precision precision,
            Program program,
            PtNDManager manager,
            int contextTokens) {
        this.config = config;
        int dtype = Dtype.ofStep(precision);
        int kept = Dtype.ofCache(precision);
        try (MatrixShelf shelf =
                new MatrixShelf(files, program, manager, dtype, largest(config), MatrixShelf.BLOCK_ELEMENTS)) {
            matrices = handles.own(shelf.matrices());
            addEncoder(shelf);
            addDecoder(shelf);
            // an int8 model keeps it in bfloat16: it is only looked up
            embedding = handles.own(shelf.matrix("shared", kept));
            if (!config.tiedHead()) {
                shelf.add("", "lm_head");
            } else if (precision == Precision.INT8) {
                shelf.add("", "shared");
            } else {
                shelf.share(embedding);
            }
            norms = handles.own(shelf.vectors(norms(config)));
            encoderBias = handles.own(bias(shelf, program, manager, "encoder", contextTokens, kept));
            decoderBias = handles.own(bias(shelf, program, manager, "decoder", contextTokens, kept));
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

    IValue encoderBias() {
        return encoderBias;
    }

    IValue decoderBias() {
        return decoderBias;
    }

    @Override
    public void close() {
        handles.close();
    }

    private static long largest(T5Config config) {
        long attention = 3L * config.heads() * config.headDim();
        return config.hidden() * Math.max(Math.max(config.vocabulary(), attention), 2L * config.intermediate());
    }

    private void addEncoder(MatrixShelf shelf) {
        for (int i = 0; i < config.encoderLayers(); i++) {
            String layer = "encoder.block." + i + ".layer.";
            shelf.add(layer + "0.SelfAttention.", "q", "k", "v");
            shelf.add(layer + "0.SelfAttention.", "o");
            addMlp(shelf, layer + "1.DenseReluDense.");
        }
    }

    private void addDecoder(MatrixShelf shelf) {
        for (int i = 0; i < config.decoderLayers(); i++) {
            String layer = "decoder.block." + i + ".layer.";
            shelf.add(layer + "0.SelfAttention.", "q", "k", "v");
            shelf.add(layer + "0.SelfAttention.", "o");
            shelf.add(layer + "1.EncDecAttention.", "q");
            shelf.add(layer + "1.EncDecAttention.", "k", "v");
            shelf.add(layer + "1.EncDecAttention.", "o");
            addMlp(shelf, layer + "2.DenseReluDense.");
        }
    }

    private void addMlp(MatrixShelf shelf, String prefix) {
        shelf.add(prefix, config.gated() ? new String[] {"wi_0", "wi_1"} : new String[] {"wi"});
        shelf.add(prefix, "wo");
    }

    private static List<String> norms(T5Config config) {
        List<String> norms = new ArrayList<>();
        addNorms(norms, "encoder.", config.encoderLayers(), 2);
        addNorms(norms, "decoder.", config.decoderLayers(), 3);
        return norms;
    }

    private static void addNorms(List<String> norms, String stack, int layers, int each) {
        for (int i = 0; i < layers; i++) {
            for (int j = 0; j < each; j++) {
                norms.add(stack + "block." + i + ".layer." + j + ".layer_norm.weight");
            }
        }
        norms.add(stack + "final_layer_norm.weight");
    }

    private IValue bias(
            MatrixShelf shelf, Program program, PtNDManager manager, String stack, int contextTokens, int dtype) {
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                Handles step = new Handles()) {
            return program.run(
                    "bias",
                    step.own(IValue.from(shelf.read(scope, stack + POSITIONS))),
                    step.own(IValue.from((long) contextTokens)),
                    step.own(IValue.from((long) config.biasDistance())),
                    step.own(IValue.from(stack.equals("encoder"))),
                    step.own(IValue.from((long) dtype)));
        }
    }
}
