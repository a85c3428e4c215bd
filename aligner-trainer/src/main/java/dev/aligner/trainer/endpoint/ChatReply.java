package dev.aligner.trainer.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What the endpoint's model wrote.
 *
 * @param finishReason the endpoint's own word, for example {@code stop} or {@code length}; null if it says none
 * @param promptTokens 0 where the endpoint does not count
 * @param completionTokens 0 where the endpoint does not count
 */
public record ChatReply(String text, @Nullable String finishReason, int promptTokens, int completionTokens) {}
