package dev.aligner.core;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome: always a text that can be delivered.
 *
 * <p>Laws, kept by the two factories: applying {@code edits} to the answer gives {@code text}; {@link Action#NONE} and
 * {@link Action#BYPASSED} carry the answer's very characters and no edit; {@link Action#CORRECTED} differs from the
 * answer.
 *
 * @param edits smallest word-level changes, sorted, disjoint, offsets in code points of the answer
 * @param editRatio (deleted + inserted) / (length before + length after) in code points, 0..1; 0 exactly when unchanged
 * @param margin by how much more probable the model finds its correction than the unchanged text, as a difference of
 *     natural log-probabilities; of several windows the smallest, and so a refused one where one was refused; null where
 *     none was computed
 * @param reason why the answer was left alone; null when nothing needs explaining
 * @param finishReason why the model stopped; null when it did not run
 */
public record Correction(
        String model,
        Action action,
        String text,
        List<Edit> edits,
        double editRatio,
        @Nullable Double margin,
        @Nullable Reason reason,
        @Nullable FinishReason finishReason,
        double strength,
        Usage usage,
        Timings timings) {

    public Correction {
        edits = List.copyOf(edits);
    }

    /** The model ran; whether it changed anything is read off the two texts. */
    public static Correction of(
            String model,
            String answer,
            String output,
            FinishReason finishReason,
            double strength,
            Usage usage,
            Timings timings) {
        List<Edit> edits = Edits.between(answer, output);
        return new Correction(
                model,
                edits.isEmpty() ? Action.NONE : Action.CORRECTED,
                edits.isEmpty() ? answer : output,
                edits,
                Edits.ratio(answer, edits),
                null,
                null,
                finishReason,
                strength,
                usage,
                timings);
    }

    /** The answer itself, with the reason why. {@code action} is {@link Action#NONE} or {@link Action#BYPASSED}. */
    public static Correction unchanged(
            String model,
            Action action,
            String answer,
            Reason reason,
            @Nullable FinishReason finishReason,
            double strength,
            Usage usage,
            Timings timings) {
        return new Correction(
                model, action, answer, List.of(), 0, null, reason, finishReason, strength, usage, timings);
    }

    /** The same outcome with a reason: part of the answer was left alone. */
    public Correction because(Reason why) {
        return new Correction(
                model, action, text, edits, editRatio, margin, why, finishReason, strength, usage, timings);
    }

    /** The same outcome with the margin that decided it, or null for none. */
    public Correction withMargin(@Nullable Double measured) {
        return new Correction(
                model, action, text, edits, editRatio, measured, reason, finishReason, strength, usage, timings);
    }
}
