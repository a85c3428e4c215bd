package dev.aligner.trainer.data;

import dev.aligner.core.Question;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of training data: an answer and what it should have been.
 *
 * @param question an empty last turn where a row has none (a bare sentence)
 * @param correction the answer itself where nothing should change
 * @param instruction what was asked of the corrector, or null
 * @param source where the row comes from
 * @param licence of the source, or null where the data does not say
 * @param split {@code train}, {@code dev} or another name; rows without one are {@code train}
 */
public record CorrectionRow(
        Question question,
        String answer,
        String correction,
        @Nullable String instruction,
        String source,
        @Nullable String licence,
        String split)
        implements Row {

    /** The split that is trained on. */
    public static final String TRAIN = "train";

    public CorrectionRow {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(correction, "correction");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(split, "split");
    }

    /** Whether the row teaches to leave an answer alone. */
    public boolean identity() {
        return answer.equals(correction);
    }
}
