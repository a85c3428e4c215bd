package dev.aligner.trainer.endpoint;

import dev.aligner.core.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation to be continued by the endpoint's model. Null leaves a setting to the endpoint.
 *
 * @param messages at least one
 * @param temperature 0..2
 * @param topP above 0, at most 1
 * @param maxTokens of the reply
 * @param seed for endpoints that know it
 */
public record ChatRequest(
        List<Message> messages,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,
        @Nullable Long seed) {

    public ChatRequest {
        messages = List.copyOf(messages);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages: none (expected: at least one)");
        }
    }
}
