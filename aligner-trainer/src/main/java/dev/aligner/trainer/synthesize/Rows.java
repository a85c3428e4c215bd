package dev.aligner.trainer.synthesize;

import dev.aligner.core.Question;
import dev.aligner.trainer.data.CorrectionRow;
import org.jspecify.annotations.Nullable;

/** Rows of ours, as they are named in the data. */
final class Rows {
    /** Of what was written by hand for this generator. */
    static final String OWN_LICENCE = "Apache-2.0";

    private Rows() {}

    static CorrectionRow own(String kind, String question, Twin twin, @Nullable String instruction) {
        return row("synth:" + kind, OWN_LICENCE, question, twin, instruction);
    }

    /** A row around somebody else's answer: named after both, and under the answer's licence. */
    static CorrectionRow around(
            String kind, Carrier carrier, String question, Twin twin, @Nullable String instruction) {
        return row("synth:" + kind + "/" + carrier.source(), carrier.licence(), question, twin, instruction);
    }

    private static CorrectionRow row(
            String source, String licence, String question, Twin twin, @Nullable String instruction) {
        return new CorrectionRow(
                Question.of(question), twin.before(), twin.after(), instruction, source, licence, CorrectionRow.TRAIN);
    }
}
