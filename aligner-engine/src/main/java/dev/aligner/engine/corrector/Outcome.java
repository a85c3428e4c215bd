package dev.aligner.engine.corrector;

import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to, before it is compared with the answer.
 *
 * @param text that would be delivered
 * @param reason why the answer, or a part of it, was left alone; null where nothing needs explaining
 * @param margin of its changes the smallest; null where none was computed
 */
record Outcome(
        String text,
        @Nullable Reason reason,
        @Nullable Double margin,
        FinishReason finishReason,
        Usage usage,
        Timings timings) {

    /** As it leaves: takes a word diff. */
    Correction correction(String model, String answer, double strength) {
        if (reason != null && text.equals(answer)) {
            Action action = reason == Reason.BELOW_MARGIN ? Action.NONE : Action.BYPASSED;
            return Correction.unchanged(model, action, answer, reason, finishReason, strength, usage, timings)
                    .withMargin(margin);
        }
        Correction correction = Correction.of(model, answer, text, finishReason, strength, usage, timings)
                .withMargin(margin);
        return reason == null ? correction : correction.because(reason);
    }
}
