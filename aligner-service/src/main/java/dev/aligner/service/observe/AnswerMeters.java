package dev.aligner.service.observe;

import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.Why;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts answers, as they were delivered. Labels are names of routes, and words of closed sets: what clients send makes no
 * series.
 */
public final class AnswerMeters {
    private static final String ROUTE = "route";

    private final MeterProvider<Counter> answers;
    private final MeterProvider<Counter> shadows;
    private final Map<Why, Counter> bypassed = new EnumMap<>(Why.class);
    private final Map<StreamMode, Timer> held = new EnumMap<>(StreamMode.class);
    private final Timer whole;

    public AnswerMeters(MeterRegistry registry) {
        answers = Counter.builder("aligner.answers")
                .description("Answers that were delivered or refused, by what was done to them, and why")
                .withRegistry(registry);
        shadows = Counter.builder("aligner.shadow")
                .description("Answers of watched routes, by what would have been done to them")
                .withRegistry(registry);
        for (Why why : Why.values()) {
            bypassed.put(
                    why,
                    Counter.builder("aligner.bypass")
                            .description("Answers that were delivered as they came, by the reason")
                            .tag("reason", why.wireName())
                            .register(registry));
        }
        for (StreamMode mode : StreamMode.values()) {
            if (mode != StreamMode.OFF) {
                held.put(mode, held(mode.wireName(), registry));
            }
        }
        whole = held(GenAi.NONE, registry);
    }

    private static Timer held(String mode, MeterRegistry registry) {
        return Histograms.ofWaits("aligner.hold.duration")
                .description("How long a text that was there waited for its correction, by the mode of its stream")
                .tag("mode", mode)
                .register(registry);
    }

    public void answered(String route, AnswerOutcome outcome) {
        Why reason = outcome.reason();
        answers.withTags(
                        ROUTE,
                        route,
                        "action",
                        outcome.word(),
                        "reason",
                        reason == null ? GenAi.NONE : reason.wireName())
                .increment();
        Counter counter = outcome.action() == Action.BYPASSED && !outcome.refused() && reason != null
                ? bypassed.get(reason)
                : null;
        if (counter != null) {
            counter.increment();
        }
    }

    /** Of a client that asked for the correction itself. */
    public void answered(String route, Correction correction) {
        answered(route, AnswerOutcome.of(correction, true));
    }

    /**
     * A text of an answer was there, and waited for its correction.
     *
     * @param mode of its stream; null for an answer in one piece
     */
    public void held(@Nullable StreamMode mode, Duration time) {
        Timer timer = mode == null ? whole : held.get(mode);
        if (timer != null) {
            timer.record(time);
        }
    }

    /** @param verdict what would have been done */
    public void shadowed(String route, String verdict) {
        shadows.withTags(ROUTE, route, "verdict", verdict).increment();
    }
}
