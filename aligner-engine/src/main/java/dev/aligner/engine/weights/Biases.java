package dev.aligner.engine.weights;

/**
 * Which linear layers have biases.
 *
 * @param qkv the projections to queries, keys and values
 * @param output attention's output projection
 * @param mlp gate, up and down
 */
public record Biases(boolean qkv, boolean output, boolean mlp) {
    static final Biases NONE = new Biases(false, false, false);
}
