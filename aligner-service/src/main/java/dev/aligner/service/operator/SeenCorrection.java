package dev.aligner.service.operator;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.core.Correction;
import dev.aligner.core.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One correction without its texts.
 *
 * @param time Unix milliseconds of its end
 * @param id by which its client knows it; null where the surface has none
 * @param surface who asked: {@code corrections}, {@code batch}, {@code route/NAME}, {@code plug/NAME}, {@code ext-proc},
 *     {@code playground}
 * @param model null where it failed
 * @param action {@code NONE}, {@code CORRECTED}, {@code BYPASSED}, or {@code FAILED}
 * @param reason of the action, or of the failure; null where nothing needs explaining
 */
record SeenCorrection(
        long time,
        @Nullable String id,
        String surface,
        @Nullable String model,
        String action,
        @Nullable String reason,
        @JsonProperty("edit_ratio") double editRatio,
        @JsonProperty("edit_count") int editCount,
        @Nullable Double margin,
        double strength,
        @JsonProperty("queue_ms") long queueMillis,
        @JsonProperty("total_ms") long totalMillis) {

    static SeenCorrection of(long time, @Nullable String id, String surface, Correction correction) {
        Reason reason = correction.reason();
        return new SeenCorrection(
                time,
                id,
                surface,
                correction.model(),
                correction.action().name(),
                reason == null ? null : reason.wireName(),
                correction.editRatio(),
                correction.edits().size(),
                correction.margin(),
                correction.strength(),
                correction.timings().queue().toMillis(),
                correction.timings().total().toMillis());
    }

    static SeenCorrection failed(long time, @Nullable String id, String surface, String reason) {
        return new SeenCorrection(time, id, surface, null, "FAILED", reason, 0, 0, null, 0, 0, 0);
    }
}
