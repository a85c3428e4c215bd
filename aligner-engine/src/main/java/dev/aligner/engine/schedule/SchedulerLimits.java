package dev.aligner.engine.schedule;

/**
 * What a scheduler may hand out.
 *
 * @param slots sequences that run at once
 * @param contextTokens positions of each slot, prompt and new tokens together
 * @param stepTokens most tokens computed in one step, all sequences together; more than {@code slots}, so that a prompt
 *     moves on however many sequences decode
 * @param chunkTokens most tokens of one prompt computed in one step, which bounds how long a decoder waits for it
 * @param wholePrompts whether a prompt is computed in one piece, however long it is
 */
public record SchedulerLimits(int slots, int contextTokens, int stepTokens, int chunkTokens, boolean wholePrompts) {
    public SchedulerLimits {
        check(slots >= 1, "slots", slots, ">= 1");
        check(contextTokens >= 2, "contextTokens", contextTokens, ">= 2");
        check(stepTokens > slots, "stepTokens", stepTokens, "> " + slots + " slots");
        check(chunkTokens >= 1, "chunkTokens", chunkTokens, ">= 1");
    }

    /** Of prompts that may be computed in pieces. */
    public SchedulerLimits(int slots, int contextTokens, int stepTokens, int chunkTokens) {
        this(slots, contextTokens, stepTokens, chunkTokens, false);
    }

    private static void check(boolean holds, String name, int value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
