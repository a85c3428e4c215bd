package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.frame.AwsFrames;
import dev.aligner.upstream.json.JsonStrings;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An error of ours, in the form that the clients of a wire understand.
 *
 * @param wire null where no wire is spoken: then it is a plain object
 * @param code for programs
 * @param retryAfter seconds, or null
 * @param paid whether the upstream may have been paid for an answer
 */
public record SurfaceError(
        @Nullable Wire wire,
        int status,
        String code,
        String message,
        @Nullable Long retryAfter,
        @Nullable String requestId,
        boolean paid) {
    /** With which another try may end otherwise. */
    private static final Set<Integer> PASSING = Set.of(408, 429, 502, 503);

    private static final int RATE_LIMITED = 429;

    /** Of an answer that the upstream may have been paid for. */
    public SurfaceError(
            @Nullable Wire wire,
            int status,
            String code,
            String message,
            @Nullable Long retryAfter,
            @Nullable String requestId) {
        this(wire, status, code, message, retryAfter, requestId, true);
    }

    /** The same where the upstream was not asked. */
    public SurfaceError unasked() {
        return new SurfaceError(wire, status, code, message, retryAfter, requestId, false);
    }

    public static SurfaceError of(@Nullable Wire wire, AlignerException error, @Nullable String requestId) {
        // a strength is a number of a range; of all else there are so many words
        boolean word = error.code() == ErrorCode.INVALID_FIELD && !"aligner.strength".equals(error.field());
        int status = word ? 400 : FailureStatus.of(error.code());
        return new SurfaceError(
                wire,
                status,
                error.code().wireName(),
                FailureStatus.detail(error),
                FailureStatus.retryAfter(error),
                requestId);
    }

    /** Of a correction that failed, or an answer that could not be corrected. */
    public static SurfaceError of(@Nullable Wire wire, Throwable error, @Nullable String requestId) {
        if (error instanceof UncorrectedException refused) {
            return new SurfaceError(
                    wire,
                    refused.status(),
                    refused.why().wireName(),
                    String.valueOf(refused.getMessage()),
                    null,
                    requestId);
        }
        return error instanceof AlignerException known
                ? of(wire, known, requestId)
                : new SurfaceError(
                        wire, 500, Why.INTERNAL_ERROR.wireName(), "the answer could not be corrected", null, requestId);
    }

    /** Those that go with the status. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        // asked again, an upstream that was paid already would be paid twice; and some errors are the same each time
        if (!mayBeTriedAgain()) {
            headers.put("x-should-retry", "false");
        }
        if (retryAfter != null) {
            headers.put("Retry-After", retryAfter.toString());
        }
        return headers;
    }

    private boolean mayBeTriedAgain() {
        return status == RATE_LIMITED || (!paid && PASSING.contains(status));
    }

    /** The body of an answer. */
    public byte[] body() {
        return json(object()).getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, @Nullable Object> object() {
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

    /**
     * The end of a stream that has begun; nothing may follow.
     *
     * @param before the event that was sent last, or null
     */
    public byte[] lastEvent(byte @Nullable [] before) {
        if (wire == Wire.BEDROCK_CONVERSE) {
            return AwsFrames.message(
                    new TreeMap<>(Map.of(
                            ":message-type",
                            "exception",
                            ":exception-type",
                            amazon(),
                            ":content-type",
                            "application/json")),
                    body());
        }
        String json = json(object());
        String event = wire == null
                ? ""
                : switch (wire) {
                    case ANTHROPIC_MESSAGES -> "event: error\ndata: " + json + "\n\n";
                    case OPENAI_RESPONSES ->
                        "event: error\ndata: " + json(responses(EventNumber.behind(before))) + "\n\n";
                    // its clients look for a bare object
                    case GEMINI_CONTENT -> json + "\n\n";
                    case OLLAMA_CHAT, OLLAMA_GENERATE -> json + "\n";
                    case COHERE_CHAT -> "data: " + json(cohere()) + "\n\n";
                    default -> "data: " + json + "\n\n";
                };
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, @Nullable Object> openAi() {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("type", status >= 500 ? "service_unavailable_error" : byCaller());
        error.put("code", code);
        error.put("param", null);
        return error;
    }

    /** In the words that OpenAI and Anthropic share. */
    private String byCaller() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> "invalid_request_error";
        };
    }

    private Map<String, @Nullable Object> anthropic() {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put("error", Map.of("type", status >= 500 ? "overloaded_error" : byCaller(), "message", message));
        body.put("request_id", requestId);
        return body;
    }

    private Map<String, @Nullable Object> responses(long number) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put("code", code);
        body.put("message", message);
        body.put("param", null);
        body.put("sequence_number", number);
        return body;
    }

    private Map<String, @Nullable Object> cohere() {
        return Map.of("type", "message-end", "delta", Map.of("finish_reason", "ERROR", "error", message));
    }

    /** A member of Bedrock's {@code ConverseStreamOutput}. */
    private String amazon() {
        return switch (status) {
            case 400, 413, 422 -> "validationException";
            case 429 -> "throttlingException";
            case 502 -> "modelStreamErrorException";
            case 503 -> "serviceUnavailableException";
            default -> "internalServerException";
        };
    }

    private String google() {
        return switch (status) {
            case 400, 413, 422 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "UNAVAILABLE";
        };
    }

    /** Of the few kinds of values above. */
    private static String json(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return object.entrySet().stream()
                    .map(field -> json(field.getKey()) + ":" + json(field.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return value instanceof String text
                ? new String(JsonStrings.literal(text, false), StandardCharsets.UTF_8)
                : String.valueOf(value);
    }
}
