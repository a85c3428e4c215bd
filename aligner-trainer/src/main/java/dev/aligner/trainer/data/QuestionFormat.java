package dev.aligner.trainer.data;

import dev.aligner.core.Question;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Also what all formats have in common. */
record QuestionFormat() implements RowFormat<QuestionRow> {
    @Override
    public QuestionRow read(RowFields fields) {
        return new QuestionRow(fields.question(), fields.source(), fields.licence(), fields.split());
    }

    @Override
    public void write(QuestionRow row, ObjectNode json) {
        put(row.question(), json);
        put(row.source(), row.licence(), row.split(), json);
    }

    /** A single turn as {@code question}, more as {@code messages}, an empty one as null. */
    static void put(Question question, ObjectNode json) {
        if (question.singleTurn() && question.lastTurn().isEmpty()) {
            json.putNull("question");
        } else {
            QuestionJson.write(question, json);
        }
    }

    static void put(String source, @Nullable String licence, String split, ObjectNode json) {
        json.put("source", source);
        if (licence != null) {
            json.put("licence", licence);
        }
        json.put("split", split);
    }
}
