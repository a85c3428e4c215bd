package dev.aligner.service.observe;

import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.AnswerTally;
import dev.aligner.relay.MeteredAnswers;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.Why;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts answers, as they were delivered, and how long they were held. */
public final class AnswerMeters implements AnswerTally {
    private final MeteredAnswers answers;
    private final Map<Why, Counter> bypassed = new EnumMap<>(Why.class);
    private final Map<StreamMode, Timer> held = new EnumMap<>(StreamMode.class);
    private final Timer whole;

    public AnswerMeters(MeterRegistry registry) {
        answers = new MeteredAnswers(registry);
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

    @Override
    public void answered(String route, AnswerOutcome outcome) {
        answers.answered(route, outcome);
        Why reason = outcome.reason();
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

    @Override
    public void shadowed(String route, String verdict) {
        answers.shadowed(route, verdict);
    }
}
