package dev.aligner.engine.weights;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tensors that a T5 config implies, by their Hugging Face names. */
final class T5Tensors {
    private static final String EMBEDDING = "shared.weight";
    private static final String HEAD = "lm_head.weight";
    private static final Set<String> STACKS = Set.of("encoder.embed_tokens.weight", "decoder.embed_tokens.weight");

    /** In the first checkpoints, and in none of the models that wrote them. */
    private static final String LEFT_OVER = "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight";

    private final T5Config config;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private T5Tensors(T5Config config) {
        this.config = config;
    }

    static ExpectedTensors expected(T5Config config) {
        var tensors = new T5Tensors(config);
        tensors.matrix("shared", config.vocabulary(), config.hidden());
        tensors.stack("encoder.", config.encoderLayers(), false);
        tensors.stack("decoder.", config.decoderLayers(), true);
        Set<String> copies = new HashSet<>(STACKS);
        if (config.tiedHead()) {
            copies.add(HEAD);
        } else {
            tensors.matrix("lm_head", config.vocabulary(), config.hidden());
        }
        return new ExpectedTensors(tensors.shapes, EMBEDDING, copies, Set.of(LEFT_OVER));
    }

    private void stack(String prefix, int layers, boolean writes) {
        matrix(prefix + "block.0.layer.0.SelfAttention.relative_attention_bias", config.biasBuckets(), config.heads());
        for (int i = 0; i < layers; i++) {
            String layer = prefix + "block." + i + ".layer.";
            attention(layer + "0.", "SelfAttention.");
            if (writes) {
                attention(layer + "1.", "EncDecAttention.");
            }
            mlp(layer + (writes ? "2." : "1."));
        }
        norm(prefix + "final_layer_norm");
    }

    private void attention(String prefix, String name) {
        int inner = config.heads() * config.headDim();
        norm(prefix + "layer_norm");
        matrix(prefix + name + "q", inner, config.hidden());
        matrix(prefix + name + "k", inner, config.hidden());
        matrix(prefix + name + "v", inner, config.hidden());
        matrix(prefix + name + "o", config.hidden(), inner);
    }

    private void mlp(String prefix) {
        norm(prefix + "layer_norm");
        if (config.gated()) {
            matrix(prefix + "DenseReluDense.wi_0", config.intermediate(), config.hidden());
            matrix(prefix + "DenseReluDense.wi_1", config.intermediate(), config.hidden());
        } else {
            matrix(prefix + "DenseReluDense.wi", config.intermediate(), config.hidden());
        }
        matrix(prefix + "DenseReluDense.wo", config.hidden(), config.intermediate());
    }

    private void norm(String name) {
        shapes.put(name + ".weight", new long[] {config.hidden()});
    }

    private void matrix(String name, int rows, int columns) {
        shapes.put(name + ".weight", new long[] {rows, columns});
    }
}
