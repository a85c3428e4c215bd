package dev.aligner.trainer.model;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.weights.DecoderConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A Llama model's tensors as the training program cuts them (see {@code llama_train.py}): four vectors, the matrices of a
 * layer that share an input lying next to each other.
 *
 * @param head empty where the head is the embedding
 * @param vectors norms and biases
 */
record BaseLayout(DecoderConfig config, Layout embedding, Layout head, Layout matrices, Layout vectors) {

    /**
     * The layout of a model's tensors.
     *
     * @throws AlignerException with {@link ErrorCode#MODEL_FILE} where the training program does not compute such a model
     */
    static BaseLayout of(DecoderConfig config) {
        if (!config.isPlainLlama()) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    "model: of family " + config.family()
                            + " (expected: one of Llama's shape, without rope scaling or sliding windows)");
        }
        Layout.Builder embedding = new Layout.Builder();
        embedding.add("model.embed_tokens.weight", config.vocabulary(), config.hidden());
        Layout.Builder head = new Layout.Builder();
        if (!config.tiedHead()) {
            head.add("lm_head.weight", config.vocabulary(), config.hidden());
        }
        Layout.Builder matrices = new Layout.Builder();
        Layout.Builder vectors = new Layout.Builder();
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = prefix(layer);
            for (Projection projection : Projection.values()) {
                matrices.add(
                        prefix + projection.path() + ".weight", projection.rows(config), projection.columns(config));
            }
            vectors.add(prefix + "input_layernorm.weight", config.hidden());
            biases(config, config.biases().qkv(), prefix, vectors, Projection.ATTENTION);
            vectors.add(prefix + "post_attention_layernorm.weight", config.hidden());
            biases(config, config.biases().mlp(), prefix, vectors, Projection.MLP);
        }
        vectors.add("model.norm.weight", config.hidden());
        return new BaseLayout(config, embedding.build(), head.build(), matrices.build(), vectors.build());
    }

    static String prefix(int layer) {
        return "model.layers." + layer + ".";
    }

    private static void biases(
            DecoderConfig config, boolean biased, String prefix, Layout.Builder vectors, List<Projection> projections) {
        if (biased) {
            projections.forEach(
                    projection -> vectors.add(prefix + projection.path() + ".bias", projection.rows(config)));
        }
    }

    /** All four as one vector, the matrices before norms and biases. */
    Layout whole() {
        return Layout.join(List.of(embedding, head, matrices, vectors));
    }

    /** How many of {@link #whole}'s elements are a matrix's. */
    long matrixElements() {
        return embedding.size() + head.size() + matrices.size();
    }

    /** Sizes of the pieces that the program cuts the matrices into: each layer's four products. */
    List<Long> matrixSizes() {
        List<Long> sizes = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (List<Projection> product : Projection.PRODUCTS) {
                sizes.add(product.stream()
                        .mapToLong(each -> each.rows(config) * each.columns(config))
                        .sum());
            }
        }
        return sizes;
    }

    /** Sizes of the pieces that the program cuts the vectors into: norms, and the biases of a product together. */
    List<Long> vectorSizes() {
        List<Long> sizes = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (List<Projection> product : Projection.PRODUCTS) {
                boolean attention = Projection.ATTENTION.contains(product.get(0));
                if (product.get(0) == Projection.Q || product.get(0) == Projection.GATE) {
                    sizes.add((long) config.hidden());
                }
                if (attention ? config.biases().qkv() : config.biases().mlp()) {
                    sizes.add(product.stream()
                            .mapToLong(each -> each.rows(config))
                            .sum());
                }
            }
        }
        sizes.add((long) config.hidden());
        return sizes;
    }
}
