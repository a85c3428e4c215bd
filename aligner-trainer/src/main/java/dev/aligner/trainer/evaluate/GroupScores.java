package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.statistics.Interval;
import dev.aligner.trainer.statistics.Share;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of some cases together.
 *
 * @param group {@code all}, {@code source NAME} or {@code instruction KIND}
 * @param good cases that should stay as they are
 */
record GroupScores(String group, int cases, int good, Map<Metric, Interval> metrics) {
    static final String ALL = "all";

    GroupScores {
        metrics = metrics.isEmpty() ? Map.of() : new EnumMap<>(metrics);
    }

    /** All cases, then each source, then each kind of instruction. */
    static List<GroupScores> of(List<Observed> observed, long seed) {
        Map<String, List<Observed>> groups = new LinkedHashMap<>();
        groups.put(ALL, observed);
        Map<String, List<Observed>> sources = new TreeMap<>();
        Map<InstructionKind, List<Observed>> kinds = new EnumMap<>(InstructionKind.class);
        for (Observed one : observed) {
            sources.computeIfAbsent(one.observed().source(), name -> new ArrayList<>())
                    .add(one);
            kinds.computeIfAbsent(one.observed().instructionKind(), kind -> new ArrayList<>())
                    .add(one);
        }
        sources.forEach((name, cases) -> groups.put("source " + name, cases));
        kinds.forEach((kind, cases) -> groups.put("instruction " + kind.label(), cases));
        return groups.entrySet().stream()
                .map(group -> of(group.getKey(), group.getValue(), seed))
                .toList();
    }

    private static GroupScores of(String group, List<Observed> observed, long seed) {
        Map<Metric, Interval> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            List<Share> shares = new ArrayList<>();
            for (Observed one : observed) {
                Share share = one.share(metric);
                if (share != null) {
                    shares.add(share);
                }
            }
            if (!shares.isEmpty()) {
                metrics.put(metric, Interval.of(shares, seed));
            }
        }
        int good = (int) observed.stream().filter(one -> one.observed().good()).count();
        return new GroupScores(group, observed.size(), good, metrics);
    }
}
