package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.RowFields;

/** How a model began to answer a question. */
record Opening(String question, String answer) {
    static Opening read(RowFields fields) {
        return new Opening(fields.text("question").strip(), fields.text("answer"));
    }
}
