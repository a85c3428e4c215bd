package dev.aligner.gateway.remote;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Message;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of the service's API. With a mapper of its own: an application's may spell names in its own way. */
final class CorrectionJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static {
        // the first use of a mapper takes a lock, and requests are made where nothing may wait
        MAPPER.readTree("{}");
    }

    private CorrectionJson() {}

    /** A request's body. Of the sampling nothing is said: relayed answers are corrected greedily, as the service does. */
    static byte[] request(CorrectionRequest request) {
        ObjectNode body = MAPPER.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (Message message : request.question().messages()) {
            messages.addObject().put("role", message.role().wireName()).put("content", message.content());
        }
        body.put("answer", request.answer());
        if (request.instruction() != null) {
            body.put("instruction", request.instruction());
        }
        if (request.strength() != null) {
            body.put("strength", request.strength());
        }
        if (request.care().minMargin() != null) {
            body.put("min_margin", request.care().minMargin());
        }
        body.put("evidence", "full");
        body.put("timeout_ms", Math.max(1, request.timeout().toMillis()));
        return MAPPER.writeValueAsBytes(body);
    }

    /**
     * A result.
     *
     * @throws AlignerException MODEL_FAILED where it is none, or changes what it says that it left alone
     */
    static Correction correction(String answer, byte[] body) {
        JsonNode result = parsed(body);
        Action action = named(Action.values(), Action::name, result.path("action"));
        String text =
                result.path("correction").isString() ? result.path("correction").stringValue() : null;
        boolean same = action == Action.NONE || action == Action.BYPASSED;
        if (action == null || text == null || (same && !text.equals(answer))) {
            throw unusable();
        }
        JsonNode usage = result.path("usage");
        JsonNode timings = result.path("timings");
        return new Correction(
                result.path("model").asString("unknown"),
                action,
                text,
                edits(result.path("edits")),
                result.path("edit_ratio").asDouble(0),
                result.path("margin").isNumber() ? result.path("margin").doubleValue() : null,
                named(Reason.values(), Reason::wireName, result.path("reason")),
                named(FinishReason.values(), FinishReason::wireName, result.path("finish_reason")),
                result.path("strength").asDouble(1),
                new Usage(
                        usage.path("prompt_tokens").asInt(0),
                        usage.path("cached_prompt_tokens").asInt(0),
                        usage.path("completion_tokens").asInt(0),
                        usage.path("accepted_draft_tokens").asInt(0)),
                new Timings(
                        millis(timings.path("queue_ms")),
                        millis(timings.path("prefill_ms")),
                        millis(timings.path("decode_ms")),
                        millis(timings.path("total_ms")),
                        timings.path("passes").asInt(0),
                        timings.path("draft_tokens").asInt(0)));
    }

    /**
     * What an answer that is no result says.
     *
     * @param retryAfter seconds, or null
     */
    static AlignerException failure(int status, @Nullable String retryAfter, byte[] body) {
        ErrorCode code = null;
        try {
            code = named(
                    ErrorCode.values(),
                    ErrorCode::wireName,
                    MAPPER.readTree(body).path("code"));
        } catch (JacksonException e) {
            // something between us and the service answered in its place
        }
        String message = "the correction service answered with status " + status;
        if (code == null) {
            code = status == 503 || status == 429 ? ErrorCode.QUEUE_FULL : ErrorCode.MODEL_FAILED;
        }
        return retryAfter != null && retryAfter.matches("[0-9]{1,5}")
                ? AlignerException.retryLater(code, message, Duration.ofSeconds(Long.parseLong(retryAfter)))
                : AlignerException.of(code, message);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            // its message quotes the text
            throw unusable();
        }
    }

    private static AlignerException unusable() {
        return AlignerException.of(ErrorCode.MODEL_FAILED, "the correction service's answer is no correction");
    }

    private static List<Edit> edits(JsonNode array) {
        List<Edit> edits = new ArrayList<>();
        for (JsonNode edit : array) {
            int start = edit.path("start").asInt(-1);
            int end = edit.path("end").asInt(-1);
            if (start < 0 || end < start) {
                throw unusable();
            }
            edits.add(new Edit(start, end, edit.path("replacement").asString("")));
        }
        return edits;
    }

    private static Duration millis(JsonNode value) {
        return Duration.ofMillis(value.asLong(0));
    }

    private static <T> @Nullable T named(T[] values, Function<T, String> wireName, JsonNode name) {
        return name.isString()
                ? Arrays.stream(values)
                        .filter(value -> wireName.apply(value).equals(name.stringValue()))
                        .findFirst()
                        .orElse(null)
                : null;
    }
}
