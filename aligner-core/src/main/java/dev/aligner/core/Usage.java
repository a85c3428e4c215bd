package dev.aligner.core;

/**
 * Tokens of one correction: what was read to write it, and what was written. Weighing it against the unchanged text reads
 * more, which is not counted here.
 *
 * @param cachedPromptTokens how many prompt tokens had been read before, for this correction or another
 * @param acceptedDraftTokens how many completion tokens came from a draft and cost no decoding step of their own
 */
public record Usage(int promptTokens, int cachedPromptTokens, int completionTokens, int acceptedDraftTokens) {
    public static final Usage NOTHING = new Usage(0, 0, 0, 0);

    /** With a prompt that was read for it alone. */
    public Usage(int promptTokens, int completionTokens, int acceptedDraftTokens) {
        this(promptTokens, 0, completionTokens, acceptedDraftTokens);
    }

    public Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                cachedPromptTokens + other.cachedPromptTokens,
                completionTokens + other.completionTokens,
                acceptedDraftTokens + other.acceptedDraftTokens);
    }
}
