package dev.aligner.service.proxy;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Why;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** Counts answers. Labels are names of routes, and words of closed sets: what clients send makes no series. */
final class AnswerMeters {
    private final MeterRegistry registry;

    AnswerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(String route, AnswerOutcome outcome) {
        Why reason = outcome.reason();
        registry.counter(
                        "aligner.answers",
                        "route",
                        route,
                        "action",
                        outcome.action().name().toLowerCase(Locale.ROOT),
                        "reason",
                        reason == null ? "none" : reason.wireName())
                .increment();
    }

    /** @param verdict what would have been done */
    void shadowed(String route, String verdict) {
        registry.counter("aligner.shadow", "route", route, "verdict", verdict).increment();
    }

    /** That answers of a route are watched only. */
    void shadowing(String route) {
        registry.gauge("aligner.shadow.enabled", Tags.of("route", route), 1);
    }
}
