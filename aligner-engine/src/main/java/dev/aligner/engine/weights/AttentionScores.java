package dev.aligner.engine.weights;

/**
 * What becomes of a product of query and key before the softmax.
 *
 * @param scale what it is multiplied by
 * @param cap bound c of what comes out, c tanh(x / c); 0 where there is none
 */
public record AttentionScores(double scale, double cap) {

    /** The usual ones, by the root of the heads' width (Vaswani et al. 2017). */
    static AttentionScores of(double width) {
        return new AttentionScores(1 / Math.sqrt(width), 0);
    }
}
