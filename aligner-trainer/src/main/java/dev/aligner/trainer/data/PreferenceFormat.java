package dev.aligner.trainer.data;

import tools.jackson.databind.node.ObjectNode;

record PreferenceFormat() implements RowFormat<PreferenceRow> {
    @Override
    public PreferenceRow read(RowFields fields) {
        return new PreferenceRow(
                fields.question(),
                fields.answer("chosen"),
                fields.answer("rejected"),
                fields.source(),
                fields.licence(),
                fields.split());
    }

    @Override
    public void write(PreferenceRow row, ObjectNode json) {
        QuestionFormat.put(row.question(), json);
        json.put("chosen", row.chosen());
        json.put("rejected", row.rejected());
        QuestionFormat.put(row.source(), row.licence(), row.split(), json);
    }
}
