package dev.aligner.trainer.model;

import dev.aligner.trainer.example.Example;
import java.util.List;

/**
 * Examples side by side, padded on the right.
 *
 * @param size how many
 * @param positions of each: one less than the longest has tokens, for nothing comes after the last
 * @param ids {@code [size * positions]}; 0 is the padding, which no token of a sequence sees
 * @param rows {@code [targets]}, the indices into {@code ids} where targets are predicted
 * @param targets {@code [targets]}, what is to be predicted, example after example
 * @param lengths {@code [size]}, how many targets each example has
 */
record Batch(int size, int positions, long[] ids, long[] rows, long[] targets, int[] lengths) {

    static Batch of(List<Example> examples, int vocabulary, int maxPositions) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("examples: none (expected: 1 or more)");
        }
        int longest =
                examples.stream().mapToInt(each -> each.tokens().length).max().orElseThrow();
        if (longest > maxPositions) {
            throw new IllegalArgumentException(
                    "example: " + longest + " tokens (expected: at most the model's " + maxPositions + ")");
        }
        int positions = longest - 1;
        int count = examples.stream().mapToInt(Example::targets).sum();
        Batch batch = new Batch(
                examples.size(),
                positions,
                new long[examples.size() * positions],
                new long[count],
                new long[count],
                examples.stream().mapToInt(Example::targets).toArray());
        int row = 0;
        for (int i = 0; i < examples.size(); i++) {
            int[] tokens = examples.get(i).tokens();
            for (int t = 0; t < tokens.length; t++) {
                if (tokens[t] < 0 || tokens[t] >= vocabulary) {
                    throw new IllegalArgumentException(
                            "example: token " + tokens[t] + " (expected: 0.." + (vocabulary - 1) + ")");
                }
                if (t < tokens.length - 1) {
                    batch.ids[i * positions + t] = tokens[t];
                }
                if (t >= examples.get(i).targetFrom()) {
                    batch.rows[row] = (long) i * positions + t - 1;
                    batch.targets[row++] = tokens[t];
                }
            }
        }
        return batch;
    }

    /** The batch's numbers, example by example. */
    double[][] split(float[] perTarget) {
        double[][] split = new double[size][];
        int at = 0;
        for (int i = 0; i < size; i++) {
            split[i] = new double[lengths[i]];
            for (int t = 0; t < lengths[i]; t++) {
                split[i][t] = perTarget[at++];
            }
        }
        return split;
    }

    /** The other way round. */
    float[] join(double[][] perExample) {
        float[] joined = new float[targets.length];
        int at = 0;
        for (double[] row : perExample) {
            for (double each : row) {
                joined[at++] = (float) each;
            }
        }
        return joined;
    }

    /**
     * Where the model's own guesses are mixed into the input: at target tokens, of which an example's last is no input.
     *
     * @param guesses {@code [targets]}
     */
    Fused fused(long[] guesses, double share) {
        long[] mixed = ids.clone();
        float[] shares = new float[ids.length];
        int row = 0;
        for (int length : lengths) {
            for (int t = 0; t < length; t++, row++) {
                if (t < length - 1) {
                    int place = (int) rows[row] + 1;
                    mixed[place] = guesses[row];
                    shares[place] = (float) share;
                }
            }
        }
        return new Fused(mixed, shares);
    }

    /**
     * @param guesses {@code [size * positions]}, tokens
     * @param shares {@code [size * positions]}, 0 where nothing is mixed in
     */
    record Fused(long[] guesses, float[] shares) {}
}
