package dev.aligner.engine.weights;

import java.util.List;

/**
 * The shape of a T5-family model: an encoder reads the prompt as a whole, a decoder writes.
 *
 * @param vocabulary rows of the embedding, which both stacks share
 * @param hidden width of the residual stream
 * @param encoderLayers blocks that read
 * @param decoderLayers blocks that write
 * @param heads of every attention
 * @param headDim width of a head; all heads together may be wider or narrower than {@code hidden}
 * @param intermediate width of the MLP
 * @param gated whether the MLP is a gated linear unit with GELU (v1.1, Flan), not ReLU
 * @param biasBuckets rows of the table of relative positions
 * @param biasDistance positions further away than that share a row
 * @param normEpsilon of the norms
 * @param maxPositions positions of prompt and output together. T5 counts distances, not positions, so that nothing ends
 *     there; it is twice what the config calls {@code n_positions}, which each of the two was trained with
 * @param tiedHead whether the output head is the embedding
 * @param startToken id that a decoder begins with
 * @param endTokens ids that end an output; may be empty
 */
public record T5Config(
        int vocabulary,
        int hidden,
        int encoderLayers,
        int decoderLayers,
        int heads,
        int headDim,
        int intermediate,
        boolean gated,
        int biasBuckets,
        int biasDistance,
        double normEpsilon,
        int maxPositions,
        boolean tiedHead,
        int startToken,
        List<Integer> endTokens)
        implements ModelConfig {
    public T5Config {
        endTokens = List.copyOf(endTokens);
    }

    @Override
    public String family() {
        return "t5";
    }
}
