package dev.aligner.trainer.data;

import dev.aligner.core.Question;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question with an answer that should not be given, as D2O learns from it.
 *
 * @param rejected the labelled negative
 * @param samples answers of the model itself, drawn beforehand; empty where the training draws them
 * @param licence of the source, or null where the data does not say
 */
public record NegativeRow(
        Question question,
        String rejected,
        List<String> samples,
        String source,
        @Nullable String licence,
        String split) implements Row {
    public NegativeRow {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(rejected, "rejected");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(split, "split");
        samples = List.copyOf(samples);
    }
}
