package dev.aligner.trainer.data;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

record NegativeFormat() implements RowFormat<NegativeRow> {
    @Override
    public NegativeRow read(RowFields fields) {
        return new NegativeRow(
                fields.question(),
                fields.answer("rejected"),
                fields.texts("samples"),
                fields.source(),
                fields.licence(),
                fields.split());
    }

    @Override
    public void write(NegativeRow row, ObjectNode json) {
        QuestionFormat.put(row.question(), json);
        json.put("rejected", row.rejected());
        if (!row.samples().isEmpty()) {
            ArrayNode samples = json.putArray("samples");
            row.samples().forEach(samples::add);
        }
        QuestionFormat.put(row.source(), row.licence(), row.split(), json);
    }
}
