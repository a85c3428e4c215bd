package dev.aligner.engine.torch;

import dev.aligner.engine.weights.DecoderConfig;
import java.util.ArrayList;
import java.util.List;

/** A decoder's matrices in the order in which its program reads them: weights that share an input are one matrix. */
final class MatrixLayout {
    private MatrixLayout() {}

    /**
     * One matrix.
     *
     * @param weights Hugging Face names of the weights stacked in it, {@code [out, in]} each
     * @param biased whether each has a bias
     */
    record Stack(List<String> weights, boolean biased) {
        Stack {
            weights = List.copyOf(weights);
        }

        static Stack of(String prefix, List<String> modules, boolean biased) {
            return new Stack(
                    modules.stream().map(module -> prefix + module + ".weight").toList(), biased);
        }
    }

    /** All of them; the head last. */
    static List<Stack> of(DecoderConfig config) {
        List<Stack> stacks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            String attention = "model.layers." + i + ".self_attn.";
            String mlp = "model.layers." + i + ".mlp.";
            stacks.add(Stack.of(attention, config.kind().qkv(), config.biases().qkv()));
            stacks.add(Stack.of(attention, List.of("o_proj"), config.biases().output()));
            stacks.add(Stack.of(mlp, config.kind().gateUp(), config.biases().mlp()));
            stacks.add(Stack.of(mlp, List.of("down_proj"), config.biases().mlp()));
        }
        stacks.add(Stack.of("", List.of(config.tiedHead() ? "model.embed_tokens" : "lm_head"), false));
        return List.copyOf(stacks);
    }
}
