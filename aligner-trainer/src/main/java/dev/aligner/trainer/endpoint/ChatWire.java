package dev.aligner.trainer.endpoint;

import dev.aligner.core.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bytes of {@code /chat/completions}, as OpenAI documents them; only what every server knows. */
final class ChatWire {
    /** Of an error's message: enough to see what is wrong. */
    private static final int MAX_REASON = 300;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ChatWire() {}

    static byte[] body(String model, ChatRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        List<Map<String, String>> messages = new ArrayList<>();
        for (Message message : request.messages()) {
            Map<String, String> turn = new LinkedHashMap<>();
            turn.put("role", message.role().wireName());
            turn.put("content", message.content());
            messages.add(turn);
        }
        body.put("messages", messages);
        putIfGiven(body, "temperature", request.temperature());
        putIfGiven(body, "top_p", request.topP());
        putIfGiven(body, "max_tokens", request.maxTokens());
        putIfGiven(body, "seed", request.seed());
        return JSON.writeValueAsBytes(body);
    }

    private static void putIfGiven(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    /** @throws IllegalArgumentException saying what is missing */
    static ChatReply reply(String body) {
        JsonNode tree;
        try {
            tree = JSON.readTree(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a reply that is not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode choice = tree.path("choices").path(0);
        JsonNode content = choice.path("message").path("content");
        if (!content.isString()) {
            throw new IllegalArgumentException("a reply without choices[0].message.content");
        }
        JsonNode finish = choice.path("finish_reason");
        JsonNode usage = tree.path("usage");
        return new ChatReply(
                content.asString(),
                finish.isString() ? finish.asString() : null,
                usage.path("prompt_tokens").asInt(0),
                usage.path("completion_tokens").asInt(0));
    }

    /** The endpoint's own words about an error, shortened, with a separator before them; empty if it has none. */
    static String reason(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            String message =
                    error.isString() ? error.asString() : error.path("message").asString("");
            return message.isEmpty() ? "" : ", " + message.substring(0, Math.min(message.length(), MAX_REASON));
        } catch (JacksonException e) {
            return "";
        }
    }
}
