package dev.aligner.spark.service;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a batch: one JSON object each way. */
final class ServiceLines {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ServiceLines() {}

    static String request(ServiceCall call) {
        CorrectionRequest request = call.request();
        ObjectNode line = JSON.createObjectNode().put("id", call.id());
        if (request.question().singleTurn()) {
            line.put("question", request.question().lastTurn());
        } else {
            ArrayNode turns = line.putArray("messages");
            for (Message message : request.question().messages()) {
                turns.addObject().put("role", message.role().wireName()).put("content", message.content());
            }
        }
        line.put("answer", request.answer());
        if (request.instruction() != null) {
            line.put("instruction", request.instruction());
        }
        if (request.strength() != null) {
            line.put("strength", request.strength());
        }
        line.put("evidence", "full").put("timeout_ms", request.timeout().toMillis());
        return JSON.writeValueAsString(line);
    }

    /**
     * Tells the call that a line is about.
     *
     * @param open calls of the batch, by their ids
     */
    static void result(String text, Map<Long, ServiceCall> open) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JacksonException e) {
            return; // whoever it was for has no result, and is told so at the end
        }
        ServiceCall call = open.get(line.path("id").asLong(-1));
        if (call == null) {
            return;
        }
        if (line.path("correction").isString()) {
            call.corrected(correction(line));
        } else {
            call.failed(failure(line.path("error")));
        }
    }

    private static Correction correction(JsonNode line) {
        List<Edit> edits = new ArrayList<>();
        for (JsonNode edit : line.path("edits")) {
            edits.add(new Edit(
                    edit.path("start").asInt(),
                    edit.path("end").asInt(),
                    edit.path("replacement").asString("")));
        }
        JsonNode usage = line.path("usage");
        return new Correction(
                line.path("model").asString(""),
                Action.valueOf(line.path("action").asString("")),
                line.path("correction").asString(""),
                edits,
                line.path("edit_ratio").asDouble(0),
                line.path("margin").isNumber() ? line.path("margin").asDouble() : null,
                reason(line.path("reason")),
                null,
                line.path("strength").asDouble(1),
                new Usage(
                        usage.path("prompt_tokens").asInt(0),
                        usage.path("cached_prompt_tokens").asInt(0),
                        usage.path("completion_tokens").asInt(0),
                        usage.path("accepted_draft_tokens").asInt(0)),
                Timings.NOTHING);
    }

    private static @Nullable Reason reason(JsonNode reason) {
        return reason.isString() ? Reason.valueOf(reason.asString().toUpperCase(Locale.ROOT)) : null;
    }

    private static AlignerException failure(JsonNode error) {
        String code = error.path("code").asString("").toUpperCase(Locale.ROOT);
        String detail = error.path("detail").asString("no detail");
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(code)) {
                return AlignerException.of(known, detail);
            }
        }
        return AlignerException.of(ErrorCode.MODEL_FAILED, detail);
    }
}
