package dev.aligner.relay;

import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edits;
import dev.aligner.upstream.Untouched;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was done to an answer, or to one text of it.
 *
 * @param reason why it was left alone, or null
 * @param ratio of its edits; of several texts the largest
 * @param usage of the corrector
 * @param spent by corrections
 * @param failed whether a correction failed
 * @param refused whether the client got an error in the answer's place
 */
public record AnswerOutcome(
        Action action,
        @Nullable Why reason,
        double ratio,
        Usage usage,
        Timings spent,
        boolean failed,
        boolean refused) {

    public static AnswerOutcome bypassed(Why reason) {
        return new AnswerOutcome(Action.BYPASSED, reason, 0, Usage.NOTHING, Timings.NOTHING, false, false);
    }

    public static AnswerOutcome bypassed(Untouched why) {
        return bypassed(Why.of(why));
    }

    /** Left alone because a correction failed. */
    public static AnswerOutcome failed(Throwable error) {
        return new AnswerOutcome(Action.BYPASSED, Why.of(error), 0, Usage.NOTHING, Timings.NOTHING, true, false);
    }

    /** Not let out because it could not be corrected. */
    public static AnswerOutcome refused(Why why) {
        return new AnswerOutcome(Action.BYPASSED, why, 0, Usage.NOTHING, Timings.NOTHING, true, true);
    }

    public static AnswerOutcome of(Correction correction, boolean changed) {
        Reason reason = correction.reason();
        Action action = changed || correction.action() != Action.CORRECTED ? correction.action() : Action.NONE;
        return new AnswerOutcome(
                action,
                reason == null ? null : Why.of(reason),
                changed ? correction.editRatio() : 0,
                correction.usage(),
                correction.timings(),
                false,
                false);
    }

    /** The same of a text that a policy put another in the place of. */
    AnswerOutcome blocked(String before, String after) {
        return new AnswerOutcome(
                Action.BLOCKED,
                reason == null ? Why.EDIT_BUDGET : reason,
                Edits.ratio(before, Edits.between(before, after)),
                usage,
                spent,
                failed,
                refused);
    }

    /** The same where no text was looked at. */
    public AnswerOutcome blocked() {
        return new AnswerOutcome(Action.BLOCKED, reason, 0, usage, spent, failed, refused);
    }

    /** Of two texts of one answer: a block outweighs a change, that one none, and none a bypass. */
    public AnswerOutcome and(AnswerOutcome other) {
        AnswerOutcome heavier = weight() >= other.weight() ? this : other;
        return new AnswerOutcome(
                heavier.action,
                heavier.reason,
                Math.max(ratio, other.ratio),
                usage.plus(other.usage),
                spent.plus(other.spent),
                failed || other.failed,
                refused || other.refused);
    }

    /** What became of the answer, in a word of a closed set. */
    public String word() {
        return refused ? "refused" : action.name().toLowerCase(Locale.ROOT);
    }

    private int weight() {
        return switch (action) {
            case BLOCKED -> 3;
            case CORRECTED -> 2;
            case NONE -> 1;
            case BYPASSED -> 0;
        };
    }
}
