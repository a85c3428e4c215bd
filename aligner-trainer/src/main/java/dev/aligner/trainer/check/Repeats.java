package dev.aligner.trainer.check;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Rows that say again what an earlier one said. Each row counts as at most one kind of repeat, the closest. */
final class Repeats {
    private final Map<Fingerprint, Origin> rows = new HashMap<>();
    private final Map<Fingerprint, Origin> words = new HashMap<>();
    private final Map<Fingerprint, Origin> asked = new HashMap<>();
    private final Map<Fingerprint, Origin> answers = new HashMap<>();

    private final Examples same = new Examples();
    private final Examples nearlySame = new Examples();
    private final Examples otherCorrection = new Examples();
    private final Examples sameAnswer = new Examples();

    void add(Origin origin, CorrectionRow row) {
        String question = row.question().messages().toString();
        String instruction = Objects.requireNonNullElse(row.instruction(), "");
        Origin wholeBefore =
                rows.putIfAbsent(Fingerprint.of(question, instruction, row.answer(), row.correction()), origin);
        Origin wordsBefore =
                words.putIfAbsent(Fingerprint.ofWords(question, instruction, row.answer(), row.correction()), origin);
        Origin askedBefore = asked.putIfAbsent(Fingerprint.ofWords(question, instruction, row.answer()), origin);
        Origin answerBefore = answers.putIfAbsent(Fingerprint.ofWords(instruction, row.answer()), origin);
        if (wholeBefore != null) {
            same.add(origin, wholeBefore);
        } else if (wordsBefore != null) {
            nearlySame.add(origin, wordsBefore);
        } else if (askedBefore != null) {
            otherCorrection.add(origin, askedBefore);
        } else if (answerBefore != null) {
            sameAnswer.add(origin, answerBefore);
        }
    }

    Findings.Repeats found() {
        return new Findings.Repeats(same.found(), nearlySame.found(), otherCorrection.found(), sameAnswer.found());
    }
}
