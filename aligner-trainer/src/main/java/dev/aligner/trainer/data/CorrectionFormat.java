package dev.aligner.trainer.data;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** @param instructions of rows without one, by their field {@code kind} */
record CorrectionFormat(Map<String, String> instructions) implements RowFormat<CorrectionRow> {
    CorrectionFormat {
        instructions = Map.copyOf(instructions);
    }

    @Override
    public CorrectionRow read(RowFields fields) {
        return new CorrectionRow(
                fields.questionOrEmpty(),
                fields.text("answer"),
                fields.text("correction"),
                instruction(fields),
                fields.source(),
                fields.licence(),
                fields.split());
    }

    private @Nullable String instruction(RowFields fields) {
        String given = fields.textOrNull("instruction");
        if (given != null || instructions.isEmpty()) {
            return given;
        }
        String kind = fields.textOrNull("kind");
        return kind == null ? null : instructions.get(kind);
    }

    @Override
    public void write(CorrectionRow row, ObjectNode json) {
        QuestionFormat.put(row.question(), json);
        json.put("answer", row.answer());
        json.put("correction", row.correction());
        if (row.instruction() != null) {
            json.put("instruction", row.instruction());
        }
        QuestionFormat.put(row.source(), row.licence(), row.split(), json);
    }
}
