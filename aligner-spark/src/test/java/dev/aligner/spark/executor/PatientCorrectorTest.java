package dev.aligner.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.Strengths;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatientCorrectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final CorrectionRequest REQUEST =
            new CorrectionRequest(Question.of("Why?"), "Bad.", null, null, Sampling.GREEDY, Duration.ofMinutes(1));

    private final Scripted scripted = new Scripted();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private long now;

    private final PatientCorrector patient = new PatientCorrector(scripted, PATIENCE, () -> now, (pause, what) -> {
        pauses.add(pause);
        now += pause.toNanos();
        later.add(what);
    });

    @Test
    void aCorrectionIsAnOutcome() {
        scripted.then(null);

        assertThat(outcome()).isInstanceOf(Outcome.Corrected.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_FIELD", "TOO_LARGE", "DEADLINE", "DEGENERATE_OUTPUT"})
    void aRowAtFaultIsAnOutcomeAtOnce(ErrorCode code) {
        scripted.then(code);

        assertThat(failure(outcome())).isEqualTo(code);
        assertThat(scripted.asked).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUE_FULL", "BREAKER_OPEN", "NOT_READY", "DRAINING"})
    void aCorrectorThatIsAwayIsWaitedFor(ErrorCode code) {
        scripted.then(code).then(code).then(code).then(null);

        assertThat(outcome()).isInstanceOf(Outcome.Corrected.class);
        assertThat(pauses).isSorted().hasSize(3);
    }

    @Test
    void aCorrectorThatStaysAwayFailsTheTaskAfterAWhile() {
        for (int i = 0; i < 100; i++) {
            scripted.then(ErrorCode.NOT_READY);
        }

        assertThatThrownBy(this::outcome).hasRootCauseInstanceOf(AlignerException.class);
        assertThat(Duration.ofNanos(now)).isBetween(PATIENCE, PATIENCE.plusSeconds(10));
    }

    @Test
    void aFailedStepIsTriedAgainAndThenTheRowsFault() {
        scripted.then(ErrorCode.MODEL_FAILED).then(ErrorCode.MODEL_FAILED).then(ErrorCode.MODEL_FAILED);

        assertThat(failure(outcome())).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(scripted.asked).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_MODEL", "MODEL_FILE"})
    void aWrongCorrectorFailsTheTask(ErrorCode code) {
        scripted.then(code);

        assertThatThrownBy(this::outcome).hasRootCauseInstanceOf(AlignerException.class);
    }

    @Test
    void aBrokenCorrectorFailsTheTaskWhateverItSays() {
        scripted.then(ErrorCode.INVALID_FIELD);
        scripted.healthy = false;

        assertThatThrownBy(this::outcome).hasRootCauseInstanceOf(AlignerException.class);
    }

    @Test
    void whoCancelsTheOutcomeCancelsTheCorrection() {
        CompletableFuture<Outcome> outcome = patient.correct(REQUEST);

        outcome.cancel(false);

        assertThat(scripted.cancelled).isEqualTo(1);
    }

    private Outcome outcome() {
        CompletableFuture<Outcome> outcome = patient.correct(REQUEST);
        while (!later.isEmpty()) {
            later.remove().run();
        }
        return outcome.join();
    }

    private static ErrorCode failure(Outcome outcome) {
        return ((Outcome.Failed) outcome).failure().code();
    }

    /** Ends each request as the script says; without a line of script it never ends. */
    private static final class Scripted implements Corrector {
        private final Deque<CorrectionEnd> script = new ArrayDeque<>();
        private int asked;
        private int cancelled;
        private boolean healthy = true;

        private interface CorrectionEnd {
            void tell(CorrectionListener listener);
        }

        Scripted then(@Nullable ErrorCode code) {
            script.add(listener -> {
                if (code == null) {
                    listener.corrected(Correction.of(
                            "fake", "Bad.", "Good.", FinishReason.STOP, 1, Usage.NOTHING, Timings.NOTHING));
                } else {
                    listener.failed(AlignerException.of(code, "scripted"));
                }
            });
            return this;
        }

        @Override
        public CorrectorCard card() {
            return new CorrectorCard("fake", "f", "t", "d", "p", "cpu", 64, Strengths.ENDS, 1, Map.of());
        }

        @Override
        public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
            asked++;
            CorrectionEnd end = script.poll();
            if (end != null) {
                end.tell(listener);
            }
            return () -> cancelled++;
        }

        @Override
        public boolean healthy() {
            return healthy;
        }

        @Override
        public CorrectorLoad load() {
            return new CorrectorLoad(0, 0);
        }

        @Override
        public void close() {}
    }
}
