package dev.aligner.engine;

import static dev.aligner.engine.EngineUnderTest.longRequest;
import static dev.aligner.engine.EngineUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine whose thread does not come back. */
class HangTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final EngineLimits LIMITS = new EngineLimits(4, 16, 8, 3, Duration.ofSeconds(20), BOUND);

    private final StepGate gate = new StepGate();

    @Test
    void aStepThatTakesTooLongBreaksTheEngine() {
        try (EngineUnderTest test = new EngineUnderTest(1, LIMITS, gate)) {
            RecordedGeneration running = test.submit(longRequest(20));
            RecordedGeneration waiting = test.submit(request(9, 1));
            gate.awaitStep();

            test.moveClock(BOUND);
            assertThat(test.engine().healthy()).as("as long as it may take").isTrue();
            test.moveClock(Duration.ofNanos(1));
            assertThat(test.engine().healthy()).isFalse();
            assertThatThrownBy(() -> test.engine().submit(request(7, 1), new RecordedGeneration()))
                    .isInstanceOfSatisfying(
                            AlignerException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_FAILED));

            // it comes back after all: what it holds ends once, and nothing is computed any more
            gate.allow(1);
            assertThat(running.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
            assertThat(waiting.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
            test.awaitEnd();
            assertThat(test.engine().counters().steps()).isEqualTo(1);
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    @Test
    void aListenerThatDoesNotReturnIsAHangToo() {
        try (EngineUnderTest test = new EngineUnderTest(1, LIMITS, segments -> {})) {
            test.engine().submit(request(9, 1), new RecordedGeneration() {
                @Override
                public void finished(Generation finished) {
                    gate.accept(List.of());
                    super.finished(finished);
                }
            });
            gate.awaitStep();
            test.moveClock(BOUND.plusNanos(1));
            assertThat(test.engine().healthy()).isFalse();
            gate.open();
            test.awaitEnd();
        }
    }

    @Test
    void timeWithoutWorkIsNoHangAndStepsAreCountedEachByItself() {
        try (EngineUnderTest test = new EngineUnderTest(1, LIMITS, gate)) {
            test.moveClock(BOUND.multipliedBy(10));
            RecordedGeneration slow = test.submit(longRequest(3));
            for (int step = 0; step < 3; step++) {
                gate.awaitStep();
                test.moveClock(BOUND.minusSeconds(1));
                assertThat(test.engine().healthy()).isTrue();
                gate.allow(1);
            }
            assertThat(slow.generation().tokens()).hasSize(3);
            // the last turn may just be ending
            while (test.engine().load().running() > 0) {
                Thread.onSpinWait();
            }
            test.engine().drain(Duration.ofSeconds(20));
            test.moveClock(BOUND.multipliedBy(10));
            assertThat(test.engine().healthy()).isTrue();
        }
    }
}
