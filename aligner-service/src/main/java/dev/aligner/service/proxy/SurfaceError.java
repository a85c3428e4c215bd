package dev.aligner.service.proxy;

import dev.aligner.service.wire.StrictJson;
import dev.aligner.upstream.Wire;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error of ours, in the form that the clients of a wire understand.
 *
 * @param wire null where no wire is spoken: then it is a plain object
 * @param code for programs
 */
record SurfaceError(
        @Nullable Wire wire,
        int status,
        String code,
        String message,
        @Nullable String requestId) {

    /** The body of an answer. */
    byte[] body() {
        return StrictJson.write(object());
    }

    private Object object() {
        if (wire == null) {
            return Map.of("error", openAi());
        }
        return switch (wire) {
            case ANTHROPIC_MESSAGES -> anthropic();
            case GEMINI_CONTENT -> Map.of("error", Map.of("code", status, "message", message, "status", google()));
            case OLLAMA_CHAT, OLLAMA_GENERATE -> Map.of("error", message);
            case COHERE_CHAT, BEDROCK_CONVERSE -> Map.of("message", message);
            default -> Map.of("error", openAi());
        };
    }

    /** The end of a stream that has begun; nothing may follow. */
    byte[] lastEvent() {
        String json = new String(body(), StandardCharsets.UTF_8);
        String event = wire == null
                ? ""
                : switch (wire) {
                    case ANTHROPIC_MESSAGES -> "event: error\ndata: " + json + "\n\n";
                    case OPENAI_RESPONSES ->
                        "event: error\ndata: "
                                + new String(StrictJson.write(responses()), StandardCharsets.UTF_8)
                                + "\n\n";
                    // its clients look for a bare object
                    case GEMINI_CONTENT -> json + "\n\n";
                    case OLLAMA_CHAT, OLLAMA_GENERATE -> json + "\n";
                    case COHERE_CHAT ->
                        "data: " + new String(StrictJson.write(cohere()), StandardCharsets.UTF_8) + "\n\n";
                    // an exception in a binary frame would need one of Amazon's own
                    case BEDROCK_CONVERSE -> "";
                    default -> "data: " + json + "\n\n";
                };
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, Object> openAi() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("type", status >= 500 ? "service_unavailable_error" : "invalid_request_error");
        error.put("code", code);
        error.put("param", null);
        return error;
    }

    private Map<String, Object> anthropic() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put(
                "error",
                Map.of("type", status >= 500 ? "overloaded_error" : "invalid_request_error", "message", message));
        body.put("request_id", requestId);
        return body;
    }

    private Map<String, Object> responses() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put("code", code);
        body.put("message", message);
        body.put("param", null);
        return body;
    }

    private Map<String, Object> cohere() {
        return Map.of("type", "message-end", "delta", Map.of("finish_reason", "ERROR", "error", message));
    }

    private String google() {
        return switch (status) {
            case 400, 413, 422 -> "INVALID_ARGUMENT";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "UNAVAILABLE";
        };
    }
}
