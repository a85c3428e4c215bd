package dev.aligner.service.proxy;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.StreamMode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What the headers of an answer say of its correction; on a strict route nothing.
 *
 * @param model the corrector's name
 */
record AnswerHeaders(boolean strict, String model) {

    /** @param mode in force for a stream; null for an answer in one piece */
    void mode(HttpHeaders headers, @Nullable StreamMode mode) {
        if (!strict) {
            headers.set("x-aligner-stream-mode", mode == null ? "none" : mode.wireName());
            headers.set("x-aligner-model", model);
        }
    }

    void outcome(HttpHeaders headers, AnswerOutcome outcome) {
        if (!strict) {
            outcome.headers(model).forEach(headers::set);
        }
    }
}
