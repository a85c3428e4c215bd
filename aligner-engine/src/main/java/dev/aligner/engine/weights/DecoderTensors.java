package dev.aligner.engine.weights;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
        tensors.norm("model.norm", config.hidden());
        if (!config.tiedHead()) {
            tensors.shapes.put(HEAD, new long[] {config.vocabulary(), config.hidden()});
        }
        return tensors.shapes;
    }

    private void layer(String prefix) {
        int queries = config.heads() * config.headDim();
        int keys = config.kvHeads() * config.headDim();
        Norms norms = config.norms();
        Biases biases = config.biases();
        String attention = prefix + "self_attn.";
        String mlp = prefix + "mlp.";
        norm(prefix + "input_layernorm", config.hidden());
        stacked(attention, config.kind().qkv(), List.of(queries, keys, keys), biases.qkv());
        if (norms.heads()) {
            norm(attention + "q_norm", config.headDim());
            norm(attention + "k_norm", config.headDim());
        }
        linear(attention + "o_proj", config.hidden(), queries, biases.output());
        if (norms.after()) {
            norm(prefix + "post_attention_layernorm", config.hidden());
        }
        norm(prefix + norms.beforeMlp(), config.hidden());
        stacked(mlp, config.kind().gateUp(), List.of(config.intermediate(), config.intermediate()), biases.mlp());
        linear(mlp + "down_proj", config.hidden(), config.intermediate(), biases.mlp());
        if (norms.after()) {
            norm(prefix + "post_feedforward_layernorm", config.hidden());
        }
    }

    /** Layers that share the residual stream as their input: a tensor each, or one for all. */
    private void stacked(String prefix, List<String> names, List<Integer> rows, boolean bias) {
        if (names.size() == 1) {
            linear(prefix + names.get(0), rows.stream().mapToInt(each -> each).sum(), config.hidden(), bias);
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            linear(prefix + names.get(i), rows.get(i), config.hidden(), bias);
        }
    }

    private void norm(String name, int width) {
        shapes.put(name + ".weight", new long[] {width});
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
