package dev.aligner.service.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the proxy's counters. */
final class RouteCounts {
    private final MeterRegistry registry;

    RouteCounts(MeterRegistry registry) {
        this.registry = registry;
    }

    List<Overview.Answers> answers() {
        return counters("aligner.answers").stream()
                .map(counter -> new Overview.Answers(
                        label(counter, "route"), label(counter, "action"), label(counter, "reason"), count(counter)))
                .sorted((a, b) -> order(a.route(), a.count(), b.route(), b.count()))
                .toList();
    }

    List<Overview.Watched> shadow() {
        return counters("aligner.shadow").stream()
                .map(counter ->
                        new Overview.Watched(label(counter, "route"), label(counter, "verdict"), count(counter)))
                .sorted((a, b) -> order(a.route(), a.count(), b.route(), b.count()))
                .toList();
    }

    private Collection<Counter> counters(String name) {
        return registry.find(name).counters();
    }

    /** By route, then the most frequent first. */
    private static int order(String route, long count, String otherRoute, long otherCount) {
        int routes = route.compareTo(otherRoute);
        return routes != 0 ? routes : Long.compare(otherCount, count);
    }

    private static String label(Counter counter, String name) {
        @Nullable String value = counter.getId().getTag(name);
        return value == null ? "" : value;
    }

    private static long count(Counter counter) {
        return Math.round(counter.count());
    }
}
