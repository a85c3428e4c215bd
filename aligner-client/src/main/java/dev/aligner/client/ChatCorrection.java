package dev.aligner.client;

import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.core.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of an answer of a chat.
 *
 * @param text to deliver
 * @param action {@link Action#BYPASSED} where it could not be corrected
 * @param editRatio 0..1; 0 exactly when unchanged
 * @param reason why it was left alone, or the code of the failure; null when nothing needs explaining
 * @param id of the correction; null where there is none
 */
public record ChatCorrection(
        String text,
        Action action,
        double editRatio,
        @Nullable String reason,
        @Nullable String id) {
    /** Metadata: {@link Action}'s name. */
    public static final String ACTION = "aligner.action";
    /** Metadata: a number. */
    public static final String EDIT_RATIO = "aligner.edit_ratio";
    /** Metadata: why the answer was left alone; not there when nothing needs explaining. */
    public static final String REASON = "aligner.reason";
    /** Metadata: of the correction; not there where there is none. */
    public static final String ID = "aligner.id";

    static ChatCorrection of(CorrectionResult result) {
        Correction correction = result.correction();
        Reason reason = correction.reason();
        return new ChatCorrection(
                correction.text(),
                correction.action(),
                correction.editRatio(),
                reason == null ? null : reason.wireName(),
                result.id());
    }

    static ChatCorrection failed(String answer, String code) {
        return new ChatCorrection(answer, Action.BYPASSED, 0, code, null);
    }

    /** What a library may keep beside the text. */
    public Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put(ACTION, action.name());
        metadata.put(EDIT_RATIO, editRatio);
        if (reason != null) {
            metadata.put(REASON, reason);
        }
        if (id != null) {
            metadata.put(ID, id);
        }
        return metadata;
    }
}
