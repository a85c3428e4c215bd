package dev.aligner.trainer.check;

import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.Origin;
import java.util.HashMap;
import java.util.Map;

/** Rows whose question or answer an earlier row of another split has: what is learned there is no test here. */
final class Leaks {
    private record Seen(Origin origin, String split) {}

    private final Map<Fingerprint, Seen> questions = new HashMap<>();
    private final Map<Fingerprint, Seen> answers = new HashMap<>();
    private final Examples questionLeaks = new Examples();
    private final Examples answerLeaks = new Examples();

    void add(Origin origin, CorrectionRow row) {
        if (!row.question().singleTurn() || !row.question().lastTurn().isBlank()) {
            add(row.question().messages().toString(), new Seen(origin, row.split()), questions, questionLeaks);
        }
        add(row.answer(), new Seen(origin, row.split()), answers, answerLeaks);
    }

    private static void add(String text, Seen here, Map<Fingerprint, Seen> seen, Examples leaks) {
        Seen earlier = seen.putIfAbsent(Fingerprint.ofWords(text), here);
        if (earlier != null && !earlier.split().equals(here.split())) {
            leaks.add(here.origin(), earlier.origin());
        }
    }

    Findings.Leaks found() {
        return new Findings.Leaks(questionLeaks.found(), answerLeaks.found());
    }
}
