package dev.aligner.scaling;

/**
 * One correction as the engine sees it.
 *
 * @param arrivalNanos when it comes, from the run's beginning
 * @param prompt token ids
 * @param answer token ids of the unchanged answer without an end: the draft
 * @param output token ids that the corrector writes, {@link #END} last
 * @param maxNewTokens most tokens that it may write
 */
record Job(long arrivalNanos, int[] prompt, int[] answer, int[] output, int maxNewTokens) {
    /** Stands for the model's end token. */
    static final int END = -1;

    Job {
        if (prompt.length == 0 || output.length == 0 || output[output.length - 1] != END) {
            throw new IllegalArgumentException("job: prompt of " + prompt.length + ", output of " + output.length
                    + " tokens (expected: both, the output with its end)");
        }
    }

    Job at(long nanos) {
        return new Job(nanos, prompt, answer, output, maxNewTokens);
    }
}
