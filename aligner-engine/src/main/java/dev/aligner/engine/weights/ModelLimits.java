package dev.aligner.engine.weights;

/**
 * Bounds of what is believed of a file. Far beyond any model that a sidecar could run, and so small that products of
 * any two fit an int or a long where they are made.
 */
final class ModelLimits {
    static final int VOCABULARY = 1 << 20;
    static final int HIDDEN = 1 << 16;
    static final int LAYERS = 1024;
    static final int HEADS = 1024;
    static final int HEAD_DIM = 1024;
    static final int INTERMEDIATE = 1 << 18;
    static final int POSITIONS = 1 << 24;
    static final int BUCKETS = 1 << 16;
    static final double LEAST_EPSILON = 1e-12;
    static final double MOST_EPSILON = 0.1;
    static final double LEAST_THETA = 1;
    static final double MOST_THETA = 1e12;
    static final double MOST_ROPE_FACTOR = 1e6;

    private ModelLimits() {}

    /** What the counts of heads must be to each other. */
    static void checkHeads(int heads, int kvHeads, int headDim, Problems problems) {
        if (heads % kvHeads != 0) {
            problems.add("heads: " + heads + " (expected: a multiple of the " + kvHeads + " key and value heads)");
        }
        if (headDim % 2 != 0) {
            problems.add("head dimension: " + headDim + " (expected: even, its halves are rotated against each other)");
        }
    }
}
