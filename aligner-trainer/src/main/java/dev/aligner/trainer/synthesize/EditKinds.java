package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The kinds of synthetic rows and how many of each there are, unless the caller says otherwise. */
final class EditKinds {
    /** How often a kind may repeat itself for one new row. */
    private static final int MOST_REPEATS = 30;

    private final Map<String, EditSource> sources = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final long seed;

    EditKinds(Carriers carriers, long seed) {
        this.seed = seed;
        Map<String, Integer> known = Paraphrases.known(carriers);
        add("rude-in-answer", 2600, new RudeAnswers(carriers));
        add("rude-alone", 900, new RudeMessages());
        add("detox", 2400, Paraphrases.close(carriers, known));
        add("personal", 3000, new PersonalRows(carriers, seed));
        List<String> pii = Phrases.load("instructions.txt").of("pii");
        add("personal-pairs", 1318, new PairRows("personal", carriers.personal(), pii));
        add("personal-none", 700, new KeptUnderPrivacy(carriers));
        add("keep-answer", 2600, new KeptAnswers("keep-answer", carriers.answers(), 55));
        add("keep-refusal", 900, new KeptAnswers("keep-refusal", carriers.refusals(), 45));
        add("keep-text", 2000, new KeptTexts());
        add("style", 700, new StyleRows(carriers));
        add("detox-cut", 1500, Paraphrases.cuts(carriers, known));
        add("harmful-answer", 1000, new HarmfulAnswers(carriers));
        add("keep-chat", 600, new KeptAnswers("keep-chat", carriers.chat(), 45));
        add("keep-long", 500, new KeptLongAnswers(carriers));
        add("keep-repeats", 400, new KeptRepeats());
    }

    private void add(String kind, int count, EditSource source) {
        sources.put(kind, source);
        counts.put(kind, count);
    }

    Set<String> names() {
        return sources.keySet();
    }

    int count(String kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** Different rows of a kind: fewer where it has no more to give. */
    List<CorrectionRow> rows(String kind, int count) {
        EditSource source = sources.get(kind);
        if (source == null) {
            throw new IllegalArgumentException("kind: " + kind + " (expected one of " + names() + ")");
        }
        RandomGenerator random = Chance.of(seed, kind);
        Set<CorrectionRow> rows = new LinkedHashSet<>();
        int repeats = 0;
        while (rows.size() < count && repeats < MOST_REPEATS) {
            repeats = rows.add(source.next(random)) ? 0 : repeats + 1;
        }
        return new ArrayList<>(rows);
    }
}
