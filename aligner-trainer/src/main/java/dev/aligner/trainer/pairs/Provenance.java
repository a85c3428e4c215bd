package dev.aligner.trainer.pairs;

import tools.jackson.databind.node.ObjectNode;

/** What a row says about itself: which models wrote its texts, and how sure the corrector was. */
final class Provenance {
    private Provenance() {}

    static void write(Outcome.Sampled sample, Verdict verdict, Origin origin, ObjectNode row) {
        Prompt prompt = sample.prompt();
        row.put("key", prompt.key());
        if (prompt.instruction() != null) {
            row.put("instruction", prompt.instruction());
        }
        row.put("unchanged", sample.unchanged());
        if (verdict == Verdict.FLAGGED) {
            row.put("flag", "no preference: the corrector left the answer alone");
        }
        row.put("edit_ratio", sample.corrected().editRatio());
        row.put("margin", sample.corrected().margin());
        origin.write(row);
        row.put("answer_given", prompt.answer() != null);
    }
}
