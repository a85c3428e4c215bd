package dev.aligner.trainer.example;

import java.util.Arrays;

/**
 * A prompt and the target that a model should write after it.
 *
 * @param tokens prompt, then target, the end token last
 * @param targetFrom index of the target's first token, at least 1
 */
public record Example(int[] tokens, int targetFrom) {
    public Example {
        if (targetFrom < 1 || targetFrom >= tokens.length) {
            throw new IllegalArgumentException("example: target from " + targetFrom + " of " + tokens.length
                    + " tokens (expected: 1 or more of each)");
        }
    }

    /** What comes before the target. */
    public int[] prompt() {
        return Arrays.copyOf(tokens, targetFrom);
    }

    /** Tokens that are learned, the end token included. */
    public int targets() {
        return tokens.length - targetFrom;
    }
}
