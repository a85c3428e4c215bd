package dev.aligner.service.plug;

import dev.aligner.core.Action;
import dev.aligner.relay.AnswerOutcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a host is told.
 *
 * @param outcome what was done to the answer; null where the call was about a question alone
 */
record Reply(byte[] body, @Nullable AnswerOutcome outcome) {

    /** Nothing speaks against the question. */
    static Reply toQuestion(byte[] body) {
        return new Reply(body, null);
    }

    /** One of few words, fit for a metric. */
    String label() {
        if (outcome == null) {
            return "asked";
        }
        return outcome.failed() && outcome.action() != Action.BLOCKED
                ? "failed"
                : outcome.action().name().toLowerCase(Locale.ROOT);
    }
}
