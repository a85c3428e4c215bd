package dev.aligner.service.proxy;

import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.core.Reason;
import dev.aligner.upstream.Untouched;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What was done to an answer, as its headers say it.
 *
 * @param reason why it was left alone, or null
 * @param ratio of its edits; of several texts the largest
 * @param spent by corrections
 */
record AnswerOutcome(Action action, @Nullable String reason, double ratio, Duration spent) {

    static AnswerOutcome bypassed(String reason) {
        return new AnswerOutcome(Action.BYPASSED, reason, 0, Duration.ZERO);
    }

    static AnswerOutcome bypassed(Untouched why) {
        return bypassed(why.wireName());
    }

    static AnswerOutcome of(Correction correction, boolean changed) {
        Reason reason = correction.reason();
        Action action = changed || correction.action() != Action.CORRECTED ? correction.action() : Action.NONE;
        return new AnswerOutcome(
                action,
                reason == null ? null : reason.wireName(),
                changed ? correction.editRatio() : 0,
                correction.timings().total());
    }

    /** Of two texts of one answer: a change outweighs none, and that outweighs a bypass. */
    AnswerOutcome and(AnswerOutcome other) {
        AnswerOutcome heavier = weight() >= other.weight() ? this : other;
        return new AnswerOutcome(heavier.action, heavier.reason, Math.max(ratio, other.ratio), spent.plus(other.spent));
    }

    private int weight() {
        return switch (action) {
            case BLOCKED -> 3;
            case CORRECTED -> 2;
            case NONE -> 1;
            case BYPASSED -> 0;
        };
    }

    void write(HttpHeaders headers, String model) {
        headers.set("x-aligner-action", action.name());
        headers.set("x-aligner-model", model);
        headers.set("x-aligner-edit-ratio", String.format(Locale.ROOT, "%.3f", ratio));
        headers.set("Server-Timing", "infer;dur=" + spent.toMillis());
        if (reason != null) {
            headers.set("x-aligner-reason", reason);
        }
    }
}
