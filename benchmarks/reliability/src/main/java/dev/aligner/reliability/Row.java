package dev.aligner.reliability;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one case found.
 *
 * @param sent how many of {@code unit}
 * @param came how many came back, by outcome
 * @param lost those that should have come back well and did not
 * @param measured what else was seen, by its name
 * @param broken promises that were not kept, each a sentence
 * @param notRun why it could not be run here, or null
 * @param beside whether it is a peer's, who promised nothing
 * @param when it was run, how long, and what else the machine did
 */
record Row(
        String name,
        String promised,
        long sent,
        String unit,
        Map<String, Long> came,
        long lost,
        Map<String, String> measured,
        List<String> broken,
        @Nullable String notRun,
        boolean beside,
        String when) {
    Row {
        came = Collections.unmodifiableMap(new TreeMap<>(came));
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
        broken = List.copyOf(broken);
    }

    enum Verdict {
        KEPT("kept"),
        BROKEN("**broken**"),
        NOT_RUN("not run"),
        BESIDE("a peer");

        private final String said;

        Verdict(String said) {
            this.said = said;
        }

        String said() {
            return said;
        }
    }

    Verdict verdict() {
        if (beside) {
            return notRun == null ? Verdict.BESIDE : Verdict.NOT_RUN;
        }
        if (!broken.isEmpty() || lost > 0) {
            return Verdict.BROKEN;
        }
        return notRun == null ? Verdict.KEPT : Verdict.NOT_RUN;
    }
}
