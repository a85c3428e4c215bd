package dev.aligner.service.audit;

import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Timings;
import dev.aligner.service.wire.StrictJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One correction as it is logged: no text of anybody's, but the hashes of them.
 *
 * @param fields in the order in which they are written; without those that chain the record
 * @param content what is kept of the texts, or null where nothing is
 */
public record AuditRecord(
        Instant time,
        Map<String, @Nullable Object> fields,
        @Nullable AuditContent content) {

    /**
     * @param card of the corrector that was asked, or null where there was none
     * @param keeps whether the texts are kept
     */
    static AuditRecord of(
            Instant time,
            Origin origin,
            CorrectionRequest request,
            @Nullable CorrectorCard card,
            Outcome outcome,
            boolean keeps) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("time", time.toString());
        fields.put("request_id", origin.requestId());
        fields.put("key", origin.key());
        fields.put("surface", origin.surface());
        fields.put("route", origin.route());
        fields.put("question_sha256", Sha256.of(AuditContent.messages(request.question())));
        fields.put("answer_sha256", Sha256.of(request.answer()));
        fields.put("correction_sha256", outcome instanceof Outcome.Done done ? Sha256.of(text(done)) : null);
        model(fields, request, card);
        sampling(fields, request.sampling());
        outcome(fields, outcome);
        AuditContent content =
                keeps && outcome instanceof Outcome.Done done ? AuditContent.of(request, text(done)) : null;
        return new AuditRecord(time, fields, content);
    }

    private static String text(Outcome.Done done) {
        return done.correction().text();
    }

    private static void model(
            Map<String, @Nullable Object> fields, CorrectionRequest request, @Nullable CorrectorCard card) {
        String instruction = request.instruction();
        String text =
                card == null || instruction == null ? null : card.instructions().get(instruction);
        fields.put("model", card == null ? null : card.id());
        fields.put("model_sha256", card == null || card.digest().isEmpty() ? null : card.digest());
        fields.put("template", card == null ? null : card.template());
        fields.put("instruction", text == null ? null : instruction);
        fields.put("instruction_sha256", Sha256.of(text == null ? instruction : text));
        fields.put("strength", request.strength());
        if (card != null) {
            fields.put("strength", request.strengthOr(card.strength()));
        }
    }

    private static void sampling(Map<String, @Nullable Object> fields, Sampling sampling) {
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("temperature", sampling.temperature());
        said.put("top_k", sampling.topK());
        said.put("top_p", sampling.topP());
        said.put("repetition_penalty", sampling.repetitionPenalty());
        said.put("frequency_penalty", sampling.frequencyPenalty());
        said.put("seed", sampling.seed());
        said.put("max_tokens", sampling.maxTokens());
        // texts of the caller's, as the others are
        said.put("stop_sha256", sampling.stop().isEmpty() ? null : Sha256.of(StrictJson.write(sampling.stop())));
        fields.put("sampling", said);
    }

    private static void outcome(Map<String, @Nullable Object> fields, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            Correction correction = done.correction();
            Reason reason = correction.reason();
            fields.put("action", correction.action().name());
            fields.put("reason", reason == null ? null : reason.wireName());
            fields.put("margin", correction.margin());
            fields.put("edit_ratio", correction.editRatio());
            fields.put("timings", timings(correction.timings()));
            return;
        }
        fields.put("action", outcome instanceof Outcome.Failed ? "FAILED" : "CANCELLED");
        fields.put("reason", outcome instanceof Outcome.Failed failed ? failed.reason() : null);
    }

    private static Map<String, Object> timings(Timings timings) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("queue_ms", timings.queue().toMillis());
        said.put("prefill_ms", timings.prefill().toMillis());
        said.put("decode_ms", timings.decode().toMillis());
        said.put("total_ms", timings.total().toMillis());
        return said;
    }
}
