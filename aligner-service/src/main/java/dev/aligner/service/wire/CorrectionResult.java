package dev.aligner.service.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.core.Evidence;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.edit.Edit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A correction as it leaves. {@code edit_count} is there from evidence {@code summary} on, {@code edits} with {@code
 * full}; every other field always, some as null.
 *
 * @param action {@link Action}'s name
 * @param editRatio 0..1, 0 exactly when nothing changed
 * @param margin by how much more probable the model finds its correction than the unchanged text, in nats; null where
 *     it was not asked to be sure
 */
public record CorrectionResult(
        String id,
        String model,
        Action action,
        String correction,
        @JsonProperty("edit_ratio") double editRatio,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("edit_count") @Nullable
        Integer editCount,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Edit> edits,
        @Nullable Double margin,
        @Nullable String reason,
        @JsonProperty("finish_reason") @Nullable String finishReason,

        double strength,
        UsageResult usage,
        TimingsResult timings) {

    /** Tokens of one correction. */
    public record UsageResult(
            @JsonProperty("prompt_tokens") int promptTokens,
            @JsonProperty("cached_prompt_tokens") int cachedPromptTokens,
            @JsonProperty("completion_tokens") int completionTokens,
            @JsonProperty("accepted_draft_tokens") int acceptedDraftTokens) {}

    /** Milliseconds, rounded down; and what the model was called for. */
    public record TimingsResult(
            @JsonProperty("queue_ms") long queueMillis,
            @JsonProperty("prefill_ms") long prefillMillis,
            @JsonProperty("decode_ms") long decodeMillis,
            @JsonProperty("total_ms") long totalMillis,
            int passes,
            @JsonProperty("draft_tokens") int draftTokens) {}

    public static CorrectionResult of(String id, Correction correction, Evidence evidence) {
        Reason reason = correction.reason();
        FinishReason finishReason = correction.finishReason();
        return new CorrectionResult(
                id,
                correction.model(),
                correction.action(),
                correction.text(),
                correction.editRatio(),
                evidence == Evidence.NONE ? null : correction.edits().size(),
                evidence == Evidence.FULL ? correction.edits() : null,
                correction.margin(),
                reason == null ? null : reason.wireName(),
                finishReason == null ? null : finishReason.wireName(),
                correction.strength(),
                new UsageResult(
                        correction.usage().promptTokens(),
                        correction.usage().cachedPromptTokens(),
                        correction.usage().completionTokens(),
                        correction.usage().acceptedDraftTokens()),
                new TimingsResult(
                        correction.timings().queue().toMillis(),
                        correction.timings().prefill().toMillis(),
                        correction.timings().decode().toMillis(),
                        correction.timings().total().toMillis(),
                        correction.timings().passes(),
                        correction.timings().draftTokens()));
    }
}
