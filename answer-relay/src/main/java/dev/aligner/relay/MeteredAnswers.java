package dev.aligner.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts answers, under the same names wherever they pass. Labels are names of routes, and words of closed sets: what clients
 * send makes no series.
 */
public final class MeteredAnswers implements AnswerTally {
    private static final String ROUTE = "route";

    private final MeterProvider<Counter> answers;
    private final MeterProvider<Counter> shadows;

    public MeteredAnswers(MeterRegistry registry) {
        answers = Counter.builder("aligner.answers")
                .description("Answers that were delivered or refused, by what was done to them, and why")
                .withRegistry(registry);
        shadows = Counter.builder("aligner.shadow")
                .description("Answers of watched routes, by what would have been done to them")
                .withRegistry(registry);
    }

    @Override
    public void answered(String route, AnswerOutcome outcome) {
        Why reason = outcome.reason();
        answers.withTags(ROUTE, route, "action", outcome.word(), "reason", reason == null ? "none" : reason.wireName())
                .increment();
    }

    @Override
    public void shadowed(String route, String verdict) {
        shadows.withTags(ROUTE, route, "verdict", verdict).increment();
    }
}
