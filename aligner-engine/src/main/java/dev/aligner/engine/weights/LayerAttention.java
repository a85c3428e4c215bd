package dev.aligner.engine.weights;

/**
 * What tells one layer's attention from another's.
 *
 * @param window a token sees itself and so many less one before it; {@link #ALL} where it sees all
 * @param rope how positions are told apart
 */
public record LayerAttention(int window, Rope rope) {
    /** No window. */
    public static final int ALL = 0;
}
