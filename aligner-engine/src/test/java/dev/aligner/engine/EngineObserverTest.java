package dev.aligner.engine;

import static dev.aligner.engine.EngineUnderTest.limits;
import static dev.aligner.engine.EngineUnderTest.longRequest;
import static dev.aligner.engine.EngineUnderTest.request;
import static dev.aligner.engine.EngineUnderTest.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.engine.model.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineObserverTest {
    private final StepGate gate = new StepGate();
    private final List<String> heard = new ArrayList<>();

    private final EngineObserver observer = new EngineObserver() {
        @Override
        public void taken(long nanos) {
            heard.add("taken after " + Duration.ofNanos(nanos));
        }

        @Override
        public void stepped(int sequences, int drafted, int accepted) {
            heard.add("step of " + sequences);
        }

        @Override
        public void stepFailed() {
            heard.add("step failed");
        }

        @Override
        public void generated(Usage usage, Timings timings) {
            heard.add(usage.completionTokens() + " tokens, queue " + timings.queue());
        }
    };

    @Test
    void itHearsOfRequestsStepsAndEnds() {
        try (EngineUnderTest test = new EngineUnderTest(() -> new ScriptedModel(shape(2), gate), limits(4), observer)) {
            test.awaitReady();
            TokenEngine engine = new ObservedEngine(test.engine(), observer);
            RecordedGeneration first = new RecordedGeneration();
            engine.submit(longRequest(2), first);
            gate.awaitStep();
            RecordedGeneration second = new RecordedGeneration();
            engine.submit(request(9, 1), second);
            test.moveClock(Duration.ofMillis(5));
            gate.allow(1);
            gate.awaitStep();
            gate.open();
            first.awaitEnd();
            second.awaitEnd();
        }
        assertThat(heard)
                .containsExactly(
                        "taken after PT0S",
                        "step of 1",
                        "taken after PT0.005S",
                        "step of 2",
                        "2 tokens, queue PT0S",
                        "1 tokens, queue PT0.005S");
    }

    @Test
    void itHearsOfAStepThatFails() {
        try (EngineUnderTest test = new EngineUnderTest(
                () -> new ScriptedModel(shape(2), segments -> {
                    throw new IllegalStateException("broken");
                }),
                limits(4),
                observer)) {
            test.awaitReady();
            test.submit(request(9, 1)).awaitEnd();
        }
        assertThat(heard).containsExactly("taken after PT0S", "step failed");
    }
}
