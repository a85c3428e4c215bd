package dev.aligner.engine;

import static dev.aligner.engine.EngineUnderTest.NEVER;
import static dev.aligner.engine.EngineUnderTest.limits;
import static dev.aligner.engine.EngineUnderTest.longRequest;
import static dev.aligner.engine.EngineUnderTest.request;
import static dev.aligner.engine.EngineUnderTest.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Timings;
import dev.aligner.engine.model.ArrayLogits;
import dev.aligner.engine.model.DeviceFullException;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.ModelShape;
import dev.aligner.engine.model.ScriptedModel;
import dev.aligner.engine.model.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineTest {
    private final StepGate gate = new StepGate();

    @Test
    void aCancelledRequestLeavesItsSlotBeforeTheNextStep() {
        List<List<Segment>> steps = new ArrayList<>();
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), segments -> {
            steps.add(segments);
            gate.accept(segments);
        })) {
            RecordedGeneration first = new RecordedGeneration();
            GenerationTask task = test.engine().submit(longRequest(20), first);
            gate.awaitStep();
            RecordedGeneration second = test.submit(request(9, 1));

            task.cancel();
            gate.allow(1);
            gate.awaitStep();
            gate.open();

            assertThat(first.error().code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(second.generation().text())
                    .isEqualTo(ReferenceOutput.of(request(9, 1)).text());
            assertThat(steps).hasSize(2);
            assertThat(steps.get(1).get(0).tokens()).startsWith(9);
        }
    }

    @Test
    void aCancelledRequestThatWaitedNeverReachesTheModel() {
        AtomicInteger nines = new AtomicInteger();
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), segments -> {
            nines.addAndGet((int) segments.stream()
                    .filter(s -> s.tokens()[0] == 9 && s.start() == 0)
                    .count());
            gate.accept(segments);
        })) {
            RecordedGeneration running = test.submit(longRequest(4));
            gate.awaitStep();
            RecordedGeneration waiting = new RecordedGeneration();
            GenerationTask task = test.engine().submit(request(9, 1), waiting);

            task.cancel();
            gate.open();

            assertThat(waiting.error().code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(running.generation().tokens()).hasSize(4);
            assertThat(nines).hasValue(0);
        }
    }

    @Test
    void deadlinesEndWaitingAndRunningRequests() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(2), gate)) {
            RecordedGeneration running = test.submit(withDeadline(longRequest(20), 1000));
            gate.awaitStep();
            RecordedGeneration waiting = test.submit(withDeadline(request(9, 1), 1000));
            RecordedGeneration patient = test.submit(withDeadline(request(9, 1), 1001));

            test.moveClock(Duration.ofNanos(1000));
            gate.open();

            assertThat(running.error().code()).isEqualTo(ErrorCode.DEADLINE);
            assertThat(waiting.error().code()).isEqualTo(ErrorCode.DEADLINE);
            assertThat(patient.generation().tokens().length).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aRequestThatWouldWaitBeyondItsDeadlineIsRefusedAtOnce() {
        AtomicReference<EngineUnderTest> clock = new AtomicReference<>();
        AtomicBoolean held = new AtomicBoolean();
        Consumer<List<Segment>> tenSecondsAStep = step -> {
            Objects.requireNonNull(clock.get()).moveClock(Duration.ofSeconds(10));
            if (held.get()) {
                gate.accept(step);
            }
        };
        try (EngineUnderTest test = new EngineUnderTest(1, limits(4), tenSecondsAStep)) {
            clock.set(test);
            for (int i = 0; i < 3; i++) {
                test.submit(request(9, 1)).generation();
            }
            held.set(true);
            test.submit(longRequest(2));
            gate.awaitStep();
            long now = test.engine().nanoTime();
            test.submit(withDeadline(request(9, 1), now + 1));

            AlignerException late = refusal(
                    test,
                    withDeadline(request(9, 1), now + Duration.ofSeconds(3).toNanos()));
            assertThat(late.code()).isEqualTo(ErrorCode.QUEUE_FULL);
            assertThat(late).hasMessageContaining("in 3.0 s");
            test.submit(withDeadline(request(9, 1), now + Duration.ofMinutes(9).toNanos()));
            gate.open();
        }
    }

    @Test
    void aFullQueueRefusesAndSaysWhenToComeAgain() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), gate)) {
            RecordedGeneration first = test.submit(longRequest(2));
            gate.awaitStep();
            test.engine().admit();
            test.submit(request(9, 1));

            assertThat(test.engine().load()).isEqualTo(new EngineLoad(1, 1));
            assertThatThrownBy(test.engine()::admit)
                    .isInstanceOfSatisfying(
                            AlignerException.class,
                            asked -> assertThat(asked.code()).isEqualTo(ErrorCode.QUEUE_FULL));
            AlignerException full = refusal(test, request(9, 1));
            assertThat(full.code()).isEqualTo(ErrorCode.QUEUE_FULL);
            assertThat(full.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));

            gate.open();
            first.awaitEnd();
            assertThat(test.submit(request(9, 1)).generation().tokens().length).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aListenerThatHearsTheEndFindsItsPlaceFree() {
        CountDownLatch accepted = new CountDownLatch(1);
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {})) {
            RecordedGeneration next = new RecordedGeneration();
            test.engine().submit(request(9, 1), new RecordedGeneration() {
                @Override
                public void finished(Generation finished) {
                    test.engine().submit(request(8, 1), next);
                    accepted.countDown();
                }
            });

            next.awaitEnd();
            assertThat(accepted.getCount()).isZero();
        }
    }

    /** Submits its successor from the end, while other callers take every place that becomes free. */
    private static final class Followed extends RecordedGeneration {
        private final EngineUnderTest test;
        private final RecordedGeneration next = new RecordedGeneration();
        private final RecordedGeneration intruder = new RecordedGeneration();

        Followed(EngineUnderTest test) {
            this.test = test;
        }

        @Override
        public void finished(Generation finished) {
            if (test.engine().load().waiting() == 0) {
                test.engine().submit(request(8, 1), intruder);
            }
            test.engine().follow(request(7, 1), next);
            super.finished(finished);
        }
    }

    @Test
    void whatFollowsIsNotRefusedForAFullQueue() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {})) {
            Followed first = new Followed(test);
            test.engine().submit(request(9, 1), first);

            assertThat(first.next.generation().finishReason()).isNotNull();
            assertThat(first.intruder.generation().finishReason()).isNotNull();
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    @Test
    void whatFollowsIsPartOfWhatADrainWaitsFor() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), gate)) {
            RecordedGeneration next = new RecordedGeneration();
            test.engine().submit(request(9, 1), new RecordedGeneration() {
                @Override
                public void finished(Generation finished) {
                    test.engine().follow(request(7, 1), next);
                }
            });
            gate.awaitStep();
            assertThat(test.engine().drain(Duration.ZERO)).isFalse();
            gate.open();

            assertThat(test.engine().drain(Duration.ofSeconds(20))).isTrue();
            assertThat(next.hasEnded()).isTrue();
            assertThat(next.generation().finishReason()).isNotNull();
        }
    }

    @Test
    void onlyAListenerMayFollow() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), segments -> {})) {
            assertThatThrownBy(() -> test.engine().follow(request(9, 1), new RecordedGeneration()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("engine-under-test");
        }
    }

    @Test
    void aTokenThatTheModelDoesNotKnowNeverReachesIt() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), segments -> {})) {
            for (int token : new int[] {-1, EngineUnderTest.VOCABULARY}) {
                AlignerException refusal = refusal(test, request(token, 1));
                assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_FAILED);
                assertThat(refusal).hasMessageContaining("token " + token + " (expected: 0..23");
            }
            assertThat(test.engine().counters().steps()).isZero();
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    @Test
    void anEmptyStopTextIsRefusedBeforeTheEnginesThreadSeesIt() {
        assertThatThrownBy(() -> new GenerationRequest(
                        new int[] {1}, Sampling.GREEDY, 1, List.of("a", ""), EngineUnderTest.NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stop");
    }

    @Test
    void whatCannotFitIsRefusedAtOnce() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), segments -> {})) {
            assertThat(refusal(test, request(9, EngineUnderTest.CONTEXT - 2)).code())
                    .isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    @Test
    void aFailedStepFailsItsRequestsAndNoOthers() {
        AtomicInteger step = new AtomicInteger();
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), segments -> {
            gate.accept(segments);
            if (step.incrementAndGet() == 1) {
                throw new IllegalStateException("scripted");
            }
        })) {
            RecordedGeneration inStep = test.submit(longRequest(5));
            gate.awaitStep();
            RecordedGeneration waiting = test.submit(longRequest(5));
            gate.open();

            assertThat(inStep.error())
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FAILED));
            assertThat(waiting.generation().tokens()).hasSize(5);
            assertThat(test.engine().healthy()).isTrue();
            assertThat(test.engine().counters().failedSteps()).isEqualTo(1);
        }
    }

    @Test
    void failedStepsWithGoodOnesBetweenDoNotBreakTheEngine() {
        AtomicInteger step = new AtomicInteger();
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {
            if (step.getAndIncrement() % 2 == 0) {
                throw new IllegalStateException("scripted");
            }
        })) {
            for (int i = 0; i < 5; i++) {
                assertThat(test.submit(longRequest(1)).error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
                assertThat(test.submit(longRequest(1)).generation().tokens()).hasSize(1);
            }
            assertThat(test.engine().healthy()).isTrue();
        }
    }

    @Test
    void severalFailedStepsInARowBreakTheEngine() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(9), segments -> {
            gate.accept(segments);
            throw new IllegalStateException("scripted");
        })) {
            List<RecordedGeneration> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(test.submit(longRequest(2)));
            }
            gate.open();

            all.forEach(each -> assertThat(each.error().code()).isEqualTo(ErrorCode.MODEL_FAILED));
            assertThat(test.engine().healthy()).isFalse();
            test.awaitEnd();
            assertThat(test.engine().counters().steps()).isEqualTo(3);
            assertThat(refusal(test, request(9, 1)).code()).isEqualTo(ErrorCode.MODEL_FAILED);
        }
    }

    /** A step of more than two requests does not fit: some go, the others never notice. */
    @Test
    void whatDoesNotFitOnTheDeviceIsShedAndTheRestGoesOn() {
        AtomicInteger refused = new AtomicInteger();
        try (EngineUnderTest test = new EngineUnderTest(4, limits(4), segments -> {
            gate.accept(segments);
            if (segments.size() > 2) {
                refused.incrementAndGet();
                throw new DeviceFullException(new IllegalStateException("CUDA out of memory"));
            }
        })) {
            GenerationRequest request = longRequest(6);
            List<RecordedGeneration> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(test.submit(request));
            }
            gate.open();

            all.forEach(RecordedGeneration::awaitEnd);
            List<RecordedGeneration> shed =
                    all.stream().filter(RecordedGeneration::isFailed).toList();
            assertThat(shed).hasSizeBetween(1, 2).allSatisfy(each -> {
                assertThat(each.error().code()).isEqualTo(ErrorCode.QUEUE_FULL);
                assertThat(each.error().retryAfter()).isPositive();
                assertThat(each.error()).hasMessageStartingWith("device: no memory for a step of ");
            });
            assertThat(all)
                    .filteredOn(each -> !each.isFailed())
                    .allSatisfy(each -> assertThat(each.generation().tokens())
                            .isEqualTo(ReferenceOutput.of(request).tokens().stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray()));
            assertThat(refused).hasPositiveValue();
            assertThat(test.engine().healthy()).isTrue();
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    /** Far more such steps in a row than failed ones would be borne with. */
    @Test
    void aDeviceWithoutMemoryNeverBreaksTheEngine() {
        AtomicBoolean full = new AtomicBoolean(true);
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {
            if (full.get()) {
                throw new DeviceFullException(new IllegalStateException("CUDA out of memory"));
            }
        })) {
            for (int i = 0; i < 10; i++) {
                assertThat(test.submit(longRequest(1)).error().code()).isEqualTo(ErrorCode.QUEUE_FULL);
            }
            full.set(false);
            assertThat(test.submit(longRequest(1)).generation().tokens()).hasSize(1);
            assertThat(test.engine().healthy()).isTrue();
            assertThat(test.engine().counters().failedSteps()).isEqualTo(10);
        }
    }

    @Test
    void aModelThatHasNoRoomOnItsDeviceSaysSo() {
        try (EngineUnderTest test = new EngineUnderTest(
                () -> {
                    throw new DeviceFullException(new IllegalStateException("CUDA out of memory"));
                },
                limits(1))) {
            test.awaitEnd();

            assertThat(test.engine().ready()).isCompletedExceptionally();
            assertThat(test.engine().ready().handle((nothing, error) -> error).join())
                    .hasMessageStartingWith("model: no memory for it on its device (expected: ");
        }
    }

    @Test
    void anErrorBreaksTheEngineAtOnce() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(9), segments -> {
            gate.accept(segments);
            throw new OutOfMemoryError("scripted");
        })) {
            RecordedGeneration running = test.submit(longRequest(2));
            RecordedGeneration waiting = test.submit(longRequest(2));
            gate.open();

            assertThat(running.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
            assertThat(waiting.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
            assertThat(test.engine().healthy()).isFalse();
            assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        }
    }

    @Test
    void aListenerThatThrowsEndsOnlyItsOwnRequest() {
        try (EngineUnderTest test = new EngineUnderTest(2, limits(0), gate)) {
            RecordedGeneration throwing = new RecordedGeneration() {
                @Override
                public void text(String delta) {
                    throw new AssertionError("scripted");
                }

                @Override
                public void failed(AlignerException failure) {
                    super.failed(failure);
                    throw new IllegalStateException("scripted");
                }
            };
            test.engine().submit(longRequest(6), throwing);
            RecordedGeneration other = test.submit(longRequest(6));
            gate.open();

            assertThat(throwing.error().code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(other.generation().tokens()).hasSize(6);
            assertThat(test.engine().healthy()).isTrue();
        }
    }

    @Test
    void logitsThatAreNoNumbersFailOnlyTheirOwnRequest() {
        try (EngineUnderTest test = new EngineUnderTest(() -> new NanAfterNine(shape(2)), limits(0))) {
            test.awaitReady();
            RecordedGeneration broken = test.submit(request(9, 4));
            RecordedGeneration other = test.submit(longRequest(6));

            assertThat(broken.error().code()).isEqualTo(ErrorCode.MODEL_FAILED);
            assertThat(other.generation().tokens()).hasSize(6);
        }
    }

    @Test
    void closingFailsWhatWaitsAndRunsAndRefusesTheRest() {
        EngineUnderTest test = new EngineUnderTest(1, limits(3), gate);
        List<RecordedGeneration> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(test.submit(longRequest(20)));
        }
        gate.awaitStep();
        Thread closing = new Thread(test::close);
        closing.start();
        await(() -> refusal(test, request(9, 1)).code() == ErrorCode.DRAINING);
        gate.open();

        all.forEach(each -> assertThat(each.error().code()).isEqualTo(ErrorCode.DRAINING));
        test.awaitEnd();
        assertThat(test.engine().load()).isEqualTo(new EngineLoad(0, 0));
        assertThat(test.engine().healthy())
                .as("the model ended on its own thread")
                .isTrue();
        test.close();
        await(() -> !closing.isAlive());
    }

    @Test
    void aListenerMayCloseTheEngine() {
        EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {});
        test.engine().submit(request(9, 1), new RecordedGeneration() {
            @Override
            public void finished(Generation finished) {
                test.close();
            }
        });

        test.awaitEnd();
    }

    @Test
    void drainingLetsAcceptedRequestsEnd() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(3), gate)) {
            RecordedGeneration running = test.submit(longRequest(6));
            RecordedGeneration waiting = test.submit(longRequest(6));

            assertThat(test.engine().drain(Duration.ZERO)).isFalse();
            assertThat(refusal(test, request(9, 1)).code()).isEqualTo(ErrorCode.DRAINING);
            gate.open();

            assertThat(test.engine().drain(Duration.ofSeconds(20))).isTrue();
            assertThat(running.generation().tokens()).hasSize(6);
            assertThat(waiting.generation().tokens()).hasSize(6);
        }
    }

    @Test
    void nothingIsAcceptedBeforeTheModelIsThere() {
        CountDownLatch load = new CountDownLatch(1);
        try (EngineUnderTest test = new EngineUnderTest(
                () -> {
                    awaitLatch(load);
                    return new ScriptedModel(shape(1), segments -> {});
                },
                limits(1))) {
            AlignerException early = refusal(test, request(9, 1));
            load.countDown();
            test.awaitReady();

            assertThat(early.code()).isEqualTo(ErrorCode.NOT_READY);
            assertThat(early.retryAfter()).isPositive();
            assertThat(test.submit(request(9, 1)).generation().tokens().length).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aModelThatCannotBeLoadedIsReportedAsItSays() {
        AlignerException cause = AlignerException.of(ErrorCode.MODEL_FILE, "scripted");
        try (EngineUnderTest test = new EngineUnderTest(
                () -> {
                    throw cause;
                },
                limits(1))) {
            test.awaitEnd();

            assertThat(test.engine().ready()).isCompletedExceptionally();
            assertThat(test.engine().ready().handle((nothing, error) -> error).join())
                    .isEqualTo(cause);
            assertThat(test.engine().healthy()).isFalse();
            assertThat(refusal(test, request(9, 1)).code()).isEqualTo(ErrorCode.MODEL_FAILED);
        }
    }

    @Test
    void timingsAddUpOnTheEnginesClock() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(1), gate)) {
            RecordedGeneration first = test.submit(longRequest(1));
            gate.awaitStep();
            RecordedGeneration second = test.submit(longRequest(3));
            test.moveClock(Duration.ofMillis(7));
            gate.allow(1);
            first.awaitEnd();
            gate.awaitStep();
            test.moveClock(Duration.ofMillis(20));
            gate.allow(1);
            gate.awaitStep();
            test.moveClock(Duration.ofMillis(3));
            gate.allow(1);
            gate.awaitStep();
            test.moveClock(Duration.ofMillis(4));
            gate.open();

            assertThat(second.generation().finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(second.generation().timings())
                    .isEqualTo(new Timings(
                            Duration.ofMillis(7),
                            Duration.ofMillis(20),
                            Duration.ofMillis(7),
                            Duration.ofMillis(34),
                            3,
                            0));
        }
    }

    @Test
    void whatWasReadAheadIsUsedByWhomItServesAndChangesNothing() {
        GenerationRequest request = longRequest(3);
        try (EngineUnderTest test = new EngineUnderTest(1, limits(4), segments -> {})) {
            assertThat(test.engine()
                            .readAhead(new int[] {request.prompt()[0], 3, 9}, Variant.LOADED, Duration.ofSeconds(1)))
                    .isTrue();
            Generation generation = test.submit(request).generation();

            assertThat(generation.usage().cachedPromptTokens()).isEqualTo(2);
            assertThat(generation.text()).isEqualTo(ReferenceOutput.of(request).text());
        }
    }

    @Test
    void nothingIsReadAheadWhereSlotsAreWanted() {
        StepGate gate = new StepGate();
        try (EngineUnderTest test = new EngineUnderTest(1, limits(4), gate)) {
            RecordedGeneration running = test.submit(request(1, 1));
            assertThat(test.engine().readAhead(new int[] {1, 2}, Variant.LOADED, Duration.ofSeconds(1)))
                    .isFalse();
            gate.open();
            running.awaitEnd();
        }
    }

    @Test
    void anIdleEngineParksAndWakesForWork() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {})) {
            for (int i = 0; i < 20; i++) {
                await(() -> test.thread().getState() == Thread.State.WAITING);
                test.submit(request(9, 1)).awaitEnd();
            }
        }
    }

    @Test
    void aRequestWithoutASeedDrawsOne() {
        Sampling warm = new Sampling(2, 0, 1, 1, 0, null, null, List.of());
        GenerationRequest request = new GenerationRequest(new int[] {4}, warm, 40, List.of(), NEVER);
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {})) {
            assertThat(List.of(
                            test.submit(request).generation().text(),
                            test.submit(request).generation().text(),
                            test.submit(request).generation().text(),
                            test.submit(request).generation().text()))
                    .as("of four, some differ")
                    .matches(texts -> texts.stream().distinct().count() > 1);
        }
    }

    @Test
    void countersTellWhatWasComputed() {
        try (EngineUnderTest test = new EngineUnderTest(1, limits(0), segments -> {})) {
            test.submit(longRequest(6)).awaitEnd();

            assertThat(test.engine().counters()).isEqualTo(new EngineCounters(6, 0, 3 + 5, 6, 0, 0, 1));
        }
    }

    private static GenerationRequest withDeadline(GenerationRequest request, long deadlineNanos) {
        return new GenerationRequest(
                request.prompt(), request.sampling(), request.maxNewTokens(), request.stop(), deadlineNanos);
    }

    private static AlignerException refusal(EngineUnderTest test, GenerationRequest request) {
        @Nullable
        AlignerException refusal = catchThrowableOfType(
                AlignerException.class, () -> test.engine().submit(request, new RecordedGeneration()));
        assertThat(refusal).as("a refusal").isNotNull();
        return Objects.requireNonNull(refusal);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("nanoseconds over the deadline")
                    .isNegative();
            Thread.onSpinWait();
        }
    }

    /** Gives NaN to a slot whose first token is 9. */
    private static final class NanAfterNine implements LanguageModel {
        private final ScriptedModel model;
        private final boolean[] poisoned;

        NanAfterNine(ModelShape shape) {
            this.model = new ScriptedModel(shape, segments -> {});
            this.poisoned = new boolean[shape.slots()];
        }

        @Override
        public ModelShape shape() {
            return model.shape();
        }

        @Override
        public Logits forward(List<Segment> segments) {
            Logits logits = model.forward(segments);
            List<Boolean> rows = new ArrayList<>();
            for (Segment segment : segments) {
                if (segment.start() == 0) {
                    poisoned[segment.slot()] = segment.tokens()[0] == 9;
                }
                for (int i = 0; i < segment.logitRows(); i++) {
                    rows.add(poisoned[segment.slot()]);
                }
            }
            List<float[]> scores = new ArrayList<>();
            for (int row = 0; row < logits.rows(); row++) {
                float[] one = new float[shape().vocabulary()];
                logits.copyRow(row, one);
                if (rows.get(row)) {
                    one[1] = Float.NaN;
                }
                scores.add(one);
            }
            return new ArrayLogits(scores);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
