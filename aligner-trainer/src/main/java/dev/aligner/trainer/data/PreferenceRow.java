package dev.aligner.trainer.data;

import dev.aligner.core.Question;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two answers to one question, one better than the other, as DPO learns from them.
 *
 * @param licence of the source, or null where the data does not say
 */
public record PreferenceRow(
        Question question,
        String chosen,
        String rejected,
        String source,
        @Nullable String licence,
        String split) implements Row {
    public PreferenceRow {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(rejected, "rejected");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(split, "split");
    }

    /** The correction preferred to the answer that it corrects. */
    public static PreferenceRow of(CorrectionRow row) {
        return new PreferenceRow(
                row.question(), row.correction(), row.answer(), row.source(), row.licence(), row.split());
    }
}
