package dev.aligner.service.operator;

import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts of all corrections since the process began. Its labels are closed sets: what clients send makes no entry. */
final class CorrectionCounts {
    private final ConcurrentMap<End, LongAdder> ends = new ConcurrentHashMap<>();
    private final LongAdder prompt = new LongAdder();
    private final LongAdder cached = new LongAdder();
    private final LongAdder completion = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder tried = new LongAdder();
    private final LongAdder passes = new LongAdder();

    private record End(
            String surface, String action, @Nullable String reason) {}

    void ended(SeenCorrection seen) {
        ends.computeIfAbsent(new End(seen.surface(), seen.action(), seen.reason()), end -> new LongAdder())
                .increment();
    }

    void used(Usage usage, Timings timings) {
        prompt.add(usage.promptTokens());
        cached.add(usage.cachedPromptTokens());
        completion.add(usage.completionTokens());
        accepted.add(usage.acceptedDraftTokens());
        tried.add(timings.draftTokens());
        passes.add(timings.passes());
    }

    List<Overview.Ended> ended() {
        return ends.entrySet().stream()
                .map(end -> new Overview.Ended(
                        end.getKey().surface(),
                        end.getKey().action(),
                        end.getKey().reason(),
                        end.getValue().sum()))
                .sorted(Comparator.comparing(Overview.Ended::surface)
                        .thenComparing(Overview.Ended::count, Comparator.reverseOrder()))
                .toList();
    }

    Overview.Tokens tokens() {
        return new Overview.Tokens(
                prompt.sum(), cached.sum(), completion.sum(), accepted.sum(), tried.sum(), passes.sum());
    }
}
