package dev.aligner.trainer.data;

import dev.aligner.core.Question;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question that is still to be answered.
 *
 * @param licence of the source, or null where the data does not say
 */
public record QuestionRow(
        Question question, String source, @Nullable String licence, String split) {
    public QuestionRow {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(split, "split");
    }
}
