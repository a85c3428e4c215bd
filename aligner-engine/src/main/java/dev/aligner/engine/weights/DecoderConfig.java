package dev.aligner.engine.weights;

import java.util.Collections;
import java.util.List;

/**
 * The shape of a decoder-only model: blocks of attention and a gated MLP between norms. What Llama does is the plain
 * case ({@link #llama}); the other families change parts of it.
 *
 * @param kind the family, which says what the tensors are called
 * @param vocabulary rows of the embedding
 * @param hidden width of the residual stream
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of a head; even
 * @param intermediate width of the MLP
 * @param attention of each layer, the first layer first
 * @param scores what becomes of the products of queries and keys
 * @param embeddingScale what a looked-up embedding is multiplied by
 * @param logitCap bound c of the logits, c tanh(x / c); 0 where there is none
 * @param maxPositions positions the model was trained for, or that its rope scaling stretches it to
 * @param tiedHead whether the output head is the embedding
 * @param endTokens ids that end an output; may be empty
 */
public record DecoderConfig(
        DecoderFamily kind,
        int vocabulary,
        int hidden,
        int heads,
        int kvHeads,
        int headDim,
        int intermediate,
        List<LayerAttention> attention,
        AttentionScores scores,
        Norms norms,
        Biases biases,
        double embeddingScale,
        double logitCap,
        int maxPositions,
        boolean tiedHead,
        List<Integer> endTokens)
        implements ModelConfig {

    public DecoderConfig {
        attention = List.copyOf(attention);
        endTokens = List.copyOf(endTokens);
    }

    /** Llama without rope scaling: one attention for all layers, biases on all of q, k, v and o or on none. */
    public static DecoderConfig llama(
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
            List<Integer> endTokens) {
        var rope = new Rope(ropeTheta, headDim, new RopeScaling.None());
        return new DecoderConfig(
                DecoderFamily.LLAMA,
                vocabulary,
                hidden,
                heads,
                kvHeads,
                headDim,
                intermediate,
                Collections.nCopies(layers, new LayerAttention(LayerAttention.ALL, rope)),
                AttentionScores.of(headDim),
                DecoderFamily.LLAMA.norms(normEpsilon, false),
                new Biases(attentionBias, attentionBias, mlpBias),
                1,
                0,
                maxPositions,
                tiedHead,
                endTokens);
    }

    @Override
    public String family() {
        return kind.toString();
    }

    /** Number of blocks. */
    public int layers() {
        return attention.size();
    }

    /** Base of the rotary frequencies in the first layer. */
    public double ropeTheta() {
        return attention.get(0).rope().theta();
    }

    /** Whether the model is of Llama's plain shape, whatever it calls itself. */
    public boolean isPlainLlama() {
        DecoderConfig plain = llama(
                vocabulary,
                hidden,
                layers(),
                heads,
                kvHeads,
                headDim,
                intermediate,
                norms.epsilon(),
                ropeTheta(),
                maxPositions,
                tiedHead,
                biases.qkv(),
                biases.mlp(),
                endTokens);
        return plain.equals(kind == DecoderFamily.MISTRAL ? with(DecoderFamily.LLAMA, tiedHead) : this);
    }

    /** The same shape with a head that is the embedding, or with one of its own. */
    DecoderConfig withTiedHead(boolean tied) {
        return with(kind, tied);
    }

    private DecoderConfig with(DecoderFamily otherKind, boolean otherTiedHead) {
        return new DecoderConfig(
                otherKind,
                vocabulary,
                hidden,
                heads,
                kvHeads,
                headDim,
                intermediate,
                attention,
                scores,
                norms,
                biases,
                embeddingScale,
                logitCap,
                maxPositions,
                otherTiedHead,
                endTokens);
    }
}
