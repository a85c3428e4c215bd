package dev.aligner.engine.corrector;

/**
 * A model watched while it reads a text that it might write.
 *
 * @param departure index of the text's first token that the model would not have chosen, greedily; the text's length where
 *     it would have written all of it
 * @param states for each position asked for, what each layer left in the residual stream where that token was to be
 *     chosen: {@code [positions][layers][width]}
 */
public record Watched(int departure, float[][][] states) {
    /** Which positions are of interest, once it is known where the model departs. */
    public interface Positions {
        int[] of(int departure);
    }
}
