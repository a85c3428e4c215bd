package dev.aligner.engine.weights;

/**
 * The RMS norms of a model.
 *
 * @param epsilon added to the mean square
 * @param wide whether weights are multiplied in float32 whatever the model's precision, as Gemma does
 * @param offset whether one is to be added to the weights as the file holds them
 * @param after whether what attention and MLP give is normalised too before it is added to the residual stream
 * @param heads whether each query and key head is normalised before it is rotated
 */
public record Norms(double epsilon, boolean wide, boolean offset, boolean after, boolean heads) {

    /** Module of the norm before the MLP, within its layer; one after attention takes the name that Llama gives it. */
    public String beforeMlp() {
        return after ? "pre_feedforward_layernorm" : "post_attention_layernorm";
    }
}
