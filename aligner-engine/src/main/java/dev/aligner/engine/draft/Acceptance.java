package dev.aligner.engine.draft;

import java.util.Arrays;

/**
 * How probably a proposed token is right, by how many tokens matched where the proposal was found: what is usual at an
 * output's beginning, and then what this output has shown lately. Not thread-safe.
 */
final class Acceptance {
    /** So many tokens seen weigh as much as what was believed before them. */
    private static final double MEMORY_TOKENS = 8;

    /** Hardly one is right in a rewrite, which has nothing else. */
    private static final double USUAL_GUESS = 0.1;

    private static final double USUAL_MATCH = 0.9;

    private final double[] probabilities;

    Acceptance(int longestMatch) {
        probabilities = new double[longestMatch + 1];
        Arrays.fill(probabilities, USUAL_MATCH);
        probabilities[0] = USUAL_GUESS;
    }

    /** A proposal's first wrong token tells as much as a right one, those after it nothing. */
    void saw(int matched, int verified, int accepted) {
        int told = Math.min(verified, accepted + 1);
        probabilities[matched] = (MEMORY_TOKENS * probabilities[matched] + accepted) / (MEMORY_TOKENS + told);
    }

    double of(int matched) {
        return probabilities[matched];
    }
}
