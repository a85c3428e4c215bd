package dev.aligner.engine.weights;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The tensors that a config implies, by their Hugging Face names, and whether a file holds just those. */
final class DecoderTensors {
    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String HEAD = "lm_head.weight";

    private final DecoderConfig config;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private DecoderTensors(DecoderConfig config) {
        this.config = config;
    }

    /** Names to shapes, rows first, in the order of the forward pass. */
    static Map<String, long[]> expected(DecoderConfig config) {
        var tensors = new DecoderTensors(config);
        tensors.shapes.put(EMBEDDING, new long[] {config.vocabulary(), config.hidden()});
        for (int layer = 0; layer < config.layers(); layer++) {
            tensors.layer("model.layers." + layer + ".");
        }
        tensors.norm("model.norm");
        if (!config.tiedHead()) {
            tensors.shapes.put(HEAD, new long[] {config.vocabulary(), config.hidden()});
        }
        return tensors.shapes;
    }

    private void layer(String prefix) {
        int queries = config.heads() * config.headDim();
        int keys = config.kvHeads() * config.headDim();
        boolean attentionBias = config.attentionBias();
        norm(prefix + "input_layernorm");
        linear(prefix + "self_attn.q_proj", queries, config.hidden(), attentionBias);
        linear(prefix + "self_attn.k_proj", keys, config.hidden(), attentionBias);
        linear(prefix + "self_attn.v_proj", keys, config.hidden(), attentionBias);
        linear(prefix + "self_attn.o_proj", config.hidden(), queries, attentionBias);
        norm(prefix + "post_attention_layernorm");
        linear(prefix + "mlp.gate_proj", config.intermediate(), config.hidden(), config.mlpBias());
        linear(prefix + "mlp.up_proj", config.intermediate(), config.hidden(), config.mlpBias());
        linear(prefix + "mlp.down_proj", config.hidden(), config.intermediate(), config.mlpBias());
    }

    private void norm(String name) {
        shapes.put(name + ".weight", new long[] {config.hidden()});
    }

    private void linear(String name, int rows, int columns, boolean bias) {
        shapes.put(name + ".weight", new long[] {rows, columns});
        if (bias) {
            shapes.put(name + ".bias", new long[] {rows});
        }
    }

    /**
     * Picks the expected tensors out of a file's.
     *
     * @param expected Hugging Face names to shapes
     * @param found by the file's names
     * @param fileName the file's name of a Hugging Face name
     * @param ignorable file names that may be there beyond the expected ones
     * @return by Hugging Face names; incomplete where {@code problems} were added
     */
    static Map<String, StoredTensor> match(
            Map<String, long[]> expected,
            Map<String, StoredTensor> found,
            UnaryOperator<String> fileName,
            Predicate<String> ignorable,
            Problems problems) {
        Map<String, StoredTensor> matched = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        expected.forEach((name, shape) -> {
            String stored = fileName.apply(name);
            names.add(stored);
            StoredTensor tensor = found.get(stored);
            if (tensor == null) {
                problems.add(stored + ": missing (expected: shape " + Arrays.toString(shape) + ")");
            } else {
                check(tensor, shape, problems);
                matched.put(name, tensor);
            }
        });
        found.forEach((name, tensor) -> {
            if (!names.contains(name) && !ignorable.test(name)) {
                problems.add(tensor.shown() + ": extra (expected: no tensor of this name in such a model)");
            }
        });
        return matched;
    }

    private static void check(StoredTensor tensor, long[] shape, Problems problems) {
        if (!Arrays.equals(tensor.shape(), shape)) {
            problems.add(tensor.shown() + ": shape " + Arrays.toString(tensor.shape()) + " (expected: "
                    + Arrays.toString(shape) + ")");
        }
        if (tensor.shape().length == 1 && tensor.type().quantised()) {
            problems.add(tensor.shown() + ": type " + tensor.type() + " (expected: F32, F16 or BF16)");
        }
    }
}
