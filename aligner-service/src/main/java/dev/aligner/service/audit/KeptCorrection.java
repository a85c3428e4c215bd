package dev.aligner.service.audit;

import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A record with the texts that were kept of it.
 *
 * @param record a line of the log
 * @param content a line of the texts
 */
public record KeptCorrection(JsonNode record, JsonNode content) {

    public long sequence() {
        return record.path("seq").asLong(-1);
    }

    /** Of the model that made it; empty where that was not known. */
    public String digest() {
        return record.path("model_sha256").asString("");
    }

    /** Whether the texts are those that the record was written for. */
    public boolean intact() {
        return says("question_sha256", Sha256.of(AuditContent.messages(question())))
                && says("answer_sha256", Sha256.of(content.path("answer").asString("")))
                && says(
                        "correction_sha256",
                        Sha256.of(content.path("correction").asString("")));
    }

    /** Whether it is what the record says the correction was. */
    public boolean corrected(String text) {
        return says("correction_sha256", Sha256.of(text));
    }

    private boolean says(String field, @Nullable String hash) {
        return record.path(field).asString("").equals(hash);
    }

    private Question question() {
        List<Message> turns = new ArrayList<>();
        for (JsonNode turn : content.path("messages")) {
            Message.Role role =
                    Message.Role.named(turn.path("role").asString("")).orElse(Message.Role.USER);
            turns.add(new Message(role, turn.path("content").asString("")));
        }
        return new Question(turns);
    }

    /** What was asked for. */
    public CorrectionRequest request(Duration timeout) {
        return new CorrectionRequest(
                question(),
                content.path("answer").asString(""),
                text(content.path("instruction")),
                record.path("strength").isNumber() ? record.path("strength").doubleValue() : null,
                sampling(),
                timeout,
                text(record.path("model")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    private Sampling sampling() {
        JsonNode said = record.path("sampling");
        List<String> stop = new ArrayList<>();
        content.path("stop").forEach(text -> stop.add(text.asString("")));
        return new Sampling(
                said.path("temperature").asDouble(0),
                said.path("top_k").asInt(0),
                said.path("top_p").asDouble(1),
                said.path("repetition_penalty").asDouble(1),
                said.path("frequency_penalty").asDouble(0),
                said.path("seed").isNumber() ? said.path("seed").longValue() : null,
                said.path("max_tokens").isNumber() ? said.path("max_tokens").intValue() : null,
                stop);
    }
}
