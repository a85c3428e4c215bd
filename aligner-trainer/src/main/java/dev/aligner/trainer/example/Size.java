package dev.aligner.trainer.example;

/**
 * The room that a unit takes in a batch.
 *
 * @param sequences rows of the batch: 1 for an example, 2 for a pair, more for a group; they stay together
 * @param tokens of its longest sequence
 */
public record Size(int sequences, int tokens) {
    public Size {
        if (sequences < 1 || tokens < 1) {
            throw new IllegalArgumentException(
                    "size: " + sequences + " sequences of " + tokens + " tokens (expected: 1 or more of each)");
        }
    }

    public static Size of(Example example) {
        return new Size(1, example.tokens().length);
    }
}
