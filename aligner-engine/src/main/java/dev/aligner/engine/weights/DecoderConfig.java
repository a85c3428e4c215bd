package dev.aligner.engine.weights;

import java.util.List;

/**
 * The shape of a Llama-family model, whichever file it was read from.
 *
 * @param vocabulary rows of the embedding
 * @param hidden width of the residual stream
 * @param layers number of blocks
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of a head; even
 * @param intermediate width of the MLP
 * @param normEpsilon of the RMS norms
 * @param ropeTheta base of the rotary embedding's frequencies
 * @param maxPositions positions the model was trained for
 * @param tiedHead whether the output head is the embedding
 * @param attentionBias whether q, k, v and o have biases
 * @param mlpBias whether gate, up and down have biases
 * @param endTokens ids that end an output; may be empty
 */
public record DecoderConfig(
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int intermediate,
        double normEpsilon,
        double ropeTheta,
        int maxPositions,
        boolean tiedHead,
        boolean attentionBias,
        boolean mlpBias,
        List<Integer> endTokens)
        implements ModelConfig {
    public DecoderConfig {
        endTokens = List.copyOf(endTokens);
    }

    @Override
    public String family() {
        return "llama";
    }
}
