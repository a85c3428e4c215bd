package dev.aligner.client;

import dev.aligner.core.Action;
import dev.aligner.core.Care;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Message;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edits;
import java.time.Duration;
import java.util.Arrays;
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

    /** A request's body: what it says that the service would not take for granted. */
    static ObjectNode request(CorrectionRequest request) {
        ObjectNode body = MAPPER.createObjectNode();
        if (request.question().singleTurn()) {
            body.put("question", request.question().lastTurn());
        } else {
            ArrayNode messages = body.putArray("messages");
            for (Message message : request.question().messages()) {
                messages.addObject().put("role", message.role().wireName()).put("content", message.content());
            }
        }
        body.put("answer", request.answer());
        if (request.instruction() != null) {
            body.put("instruction", request.instruction());
        }
        if (request.strength() != null) {
            body.put("strength", request.strength());
        }
        if (request.model() != null) {
            body.put("model", request.model());
        }
        if (!request.sampling().equals(Sampling.GREEDY)) {
            body.set("sampling", sampling(request.sampling()));
        }
        care(body, request.care());
        if (request.steering() != 0) {
            body.put("steering", request.steering());
        }
        return body.put("timeout_ms", Math.max(1, request.timeout().toMillis()));
    }

    private static ObjectNode sampling(Sampling sampling) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("temperature", sampling.temperature())
                .put("top_k", sampling.topK())
                .put("top_p", sampling.topP())
                .put("repetition_penalty", sampling.repetitionPenalty())
                .put("frequency_penalty", sampling.frequencyPenalty());
        if (sampling.seed() != null) {
            node.put("seed", sampling.seed());
        }
        if (sampling.maxTokens() != null) {
            node.put("max_tokens", sampling.maxTokens());
        }
        sampling.stop().forEach(node.withArray("stop")::add);
        return node;
    }

    private static void care(ObjectNode body, Care care) {
        if (care.passes() != Care.USUAL.passes()) {
            body.put("passes", care.passes());
        }
        if (care.bestOf() != Care.USUAL.bestOf()) {
            body.put("best_of", care.bestOf());
        }
        if (care.minMargin() != null) {
            body.put("min_margin", care.minMargin());
        }
    }

    /** How an answer goes on. */
    static ObjectNode appended(String more) {
        return MAPPER.createObjectNode().put("append", more);
    }

    static byte[] bytes(ObjectNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** @throws AlignerClientException UNUSABLE where it is no JSON */
    static JsonNode parsed(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            // not as the cause: its message quotes the text
            throw AlignerClientException.unusable("no JSON");
        }
    }

    /**
     * A result.
     *
     * @param answer that it corrects
     * @throws AlignerClientException UNUSABLE where it is none, or changes what it says that it left alone
     */
    static CorrectionResult result(String answer, JsonNode node) {
        Action action = named(Action.values(), Action::name, node.path("action"));
        JsonNode text = node.path("correction");
        boolean same = action == Action.NONE || action == Action.BYPASSED;
        if (action == null || !text.isString() || (same && !text.stringValue().equals(answer))) {
            throw AlignerClientException.unusable("no correction");
        }
        JsonNode usage = node.path("usage");
        JsonNode timings = node.path("timings");
        Correction correction = new Correction(
                node.path("model").asString("unknown"),
                action,
                text.stringValue(),
                Edits.between(answer, text.stringValue()),
                node.path("edit_ratio").asDouble(0),
                node.path("margin").isNumber() ? node.path("margin").doubleValue() : null,
                named(Reason.values(), Reason::wireName, node.path("reason")),
                named(FinishReason.values(), FinishReason::wireName, node.path("finish_reason")),
                node.path("strength").asDouble(1),
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
        return new CorrectionResult(node.path("id").asString(""), correction);
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
