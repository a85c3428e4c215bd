package dev.aligner.service.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was promised, and what was measured.
 *
 * @param found in words
 */
record Target(String promise, String found, boolean met) {
    private static final double FIRST_CHUNK_MS = 2;
    private static final double STREAMS_MEGABYTES = 500;
    private static final double DEPARTURE_MS = 100;

    static List<Target> of(Rounds rounds, List<SlowStreams.Outcome> slow, List<Departures.Outcome> departures) {
        List<Target> targets = new ArrayList<>();
        for (String ours : List.of(Setup.PASSED, Setup.OFF)) {
            targets.add(noSlower(rounds, ours, Measure.JSON_P50_MS, false));
            targets.add(noSlower(rounds, ours, Measure.JSON_PER_SECOND, true));
            targets.add(noSlower(rounds, ours, Measure.STREAMS_PER_SECOND, true));
            double over = rounds.over(ours, Setup.DIRECT, Measure.FIRST_CHUNK_P50_MS);
            targets.add(new Target(
                    ours + ": first chunk within " + FIRST_CHUNK_MS + " ms of direct",
                    String.format(Locale.ROOT, "%.2f ms", over),
                    over <= FIRST_CHUNK_MS));
        }
        for (SlowStreams.Outcome outcome : slow) {
            if (outcome.contestant().startsWith("ours")) {
                targets.add(new Target(
                        outcome.contestant() + ": " + outcome.streams() + " slow streams at once in under "
                                + STREAMS_MEGABYTES + " MB",
                        String.format(
                                Locale.ROOT,
                                "%.0f MB, %d at once, %d whole",
                                outcome.peak(),
                                outcome.atOnce(),
                                outcome.whole()),
                        outcome.peak() < STREAMS_MEGABYTES
                                && outcome.whole() == outcome.streams()
                                && outcome.atOnce() == outcome.streams()));
            }
        }
        for (Departures.Outcome outcome : departures) {
            if (outcome.contestant().startsWith("ours")) {
                targets.add(new Target(
                        outcome.contestant() + ": the upstream knows within " + DEPARTURE_MS
                                + " ms that a client left a stream",
                        String.format(
                                Locale.ROOT,
                                "%.1f ms at most, %d of %d",
                                outcome.most(),
                                outcome.known(),
                                outcome.clients()),
                        outcome.most() <= DEPARTURE_MS && outcome.known() == outcome.clients()));
            }
        }
        return targets;
    }

    private static Target noSlower(Rounds rounds, String ours, Measure measure, boolean moreIsBetter) {
        double ratio = rounds.ratio(ours, Setup.GATEWAY, measure);
        return new Target(
                ours + ": " + measure.wireName() + " no worse than the bare gateway's",
                String.format(Locale.ROOT, "%.2f times", ratio),
                moreIsBetter ? ratio >= 1 : ratio <= 1);
    }
}
