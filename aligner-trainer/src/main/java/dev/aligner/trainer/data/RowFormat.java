package dev.aligner.trainer.data;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the rows of a file hold: between a row's JSON object and its type.
 *
 * <p>Common to the formats here: a question is {@code question} or {@code prompt} (a string) or {@code messages} or
 * {@code prompt} (turns {@code {role, content}}, the last one the user's), never two of them; {@code source} (missing:
 * the file's name), {@code licence} or {@code license}, {@code split} (missing: {@code train}). Null, and an empty text
 * in a field that may be missing, count as missing. Other fields are ignored, and not written again.
 */
public interface RowFormat<T> extends RowShape<T> {
    /** Puts a row's fields into an empty object, such that {@code read} gives the row again. */
    void write(T row, ObjectNode json);

    /** {@code question} (may be missing: a bare text), {@code answer}, {@code correction}, {@code instruction}?. */
    static RowFormat<CorrectionRow> corrections() {
        return corrections(Map.of());
    }

    /**
     * As {@link #corrections()}, for data that names the kind of a row where its instruction should stand.
     *
     * @param instructions of rows without one, by their field {@code kind}
     */
    static RowFormat<CorrectionRow> corrections(Map<String, String> instructions) {
        return new CorrectionFormat(instructions);
    }

    /**
     * {@code question}, {@code chosen}, {@code rejected}; an answer may also be a list of one turn of the assistant, as
     * TRL's conversational layout has it.
     */
    static RowFormat<PreferenceRow> preferences() {
        return new PreferenceFormat();
    }

    /** {@code question}, {@code rejected}, {@code samples}?. */
    static RowFormat<NegativeRow> negatives() {
        return new NegativeFormat();
    }

    /** {@code question} alone. */
    static RowFormat<QuestionRow> questions() {
        return new QuestionFormat();
    }
}
