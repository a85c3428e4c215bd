package dev.aligner.reliability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a case finds. Belongs to the case's thread. */
final class Findings {
    private long sent;
    private String unit = "";
    private final Map<String, Long> came = new LinkedHashMap<>();
    private long lost;
    private final Map<String, String> measured = new LinkedHashMap<>();
    private final List<String> broken = new ArrayList<>();
    private @Nullable String notRun;
    private boolean beside;

    /** So many more of what the case sends. */
    void sent(long number, String what) {
        sent += number;
        unit = what;
    }

    void came(String outcome, long number) {
        if (number > 0) {
            came.merge(outcome, number, Long::sum);
        }
    }

    /** A tally's requests, all of them sent and come back; those that were lost are told apart. */
    void came(Tally tally) {
        tally.outcomes().forEach(this::came);
        lost(tally.lost(), tally.lostOnes());
    }

    void lost(long number, @Nullable String examples) {
        lost += number;
        if (number > 0) {
            broken.add(number + " lost" + (examples == null ? "" : ": " + examples));
        }
    }

    void measured(String name, String value) {
        measured.put(name, value);
    }

    /** @param sentence what does not hold where {@code holds} is false */
    void must(boolean holds, String sentence) {
        if (!holds) {
            broken.add(sentence);
        }
    }

    void notRun(String why) {
        notRun = why;
    }

    /** Nothing of it is ours to keep. */
    void beside() {
        beside = true;
    }

    /** @param when the case was run, in words */
    Row row(Case done, String when) {
        return new Row(done.name(), done.promised(), sent, unit, came, lost, measured, broken, notRun, beside, when);
    }
}
