package dev.aligner.service.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.service.FakeCorrector;
import dev.aligner.service.audit.Audit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ReactiveCorrectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeCorrector fake = new FakeCorrector(2);
    private final Scheduler admission = Schedulers.newBoundedElastic(1, 4, "admission");
    private final ReactiveCorrector corrector = new ReactiveCorrector(() -> fake, admission, Schedulers.parallel());

    @AfterEach
    void close() {
        fake.close();
        admission.dispose();
    }

    private static CorrectionRequest request(String answer, @Nullable String instruction, Duration timeout) {
        return new CorrectionRequest(Question.of("q"), answer, instruction, null, Sampling.GREEDY, timeout);
    }

    @Test
    void eventsAreAcceptedThenPiecesThenTheResultTheyAddUpTo() {
        StepVerifier.create(corrector
                        .events(request("one damn two", null, PATIENCE))
                        .collectList())
                .assertNext(events -> {
                    assertThat(events.get(0)).isInstanceOf(CorrectionEvent.Accepted.class);
                    String joined = events.stream()
                            .filter(CorrectionEvent.Delta.class::isInstance)
                            .map(event -> ((CorrectionEvent.Delta) event).text())
                            .collect(Collectors.joining());
                    assertThat(events.get(events.size() - 1))
                            .isInstanceOfSatisfying(
                                    CorrectionEvent.Result.class,
                                    result -> assertThat(result.correction().text())
                                            .isEqualTo(joined)
                                            .isEqualTo("one two"));
                })
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void whatNobodyHasAskedForIsJoinedIntoOnePiece() {
        String answer = "word ".repeat(1000);
        StepVerifier.create(corrector.events(request(answer, null, PATIENCE)), 0)
                .thenRequest(1)
                .expectNext(new CorrectionEvent.Accepted())
                .then(() -> assertThat(idle()).isTrue())
                .thenRequest(Long.MAX_VALUE)
                .recordWith(ArrayList::new)
                .thenConsumeWhile(event -> event instanceof CorrectionEvent.Delta)
                .consumeRecordedWith(events -> assertThat(events).hasSizeLessThan(50))
                .expectNextMatches(CorrectionEvent.Result.class::isInstance)
                .expectComplete()
                .verify(PATIENCE);
    }

    /** The engine has said everything although nobody listens: it does not wait for the reader. */
    private boolean idle() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (fake.load().running() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        try {
            return fake.load().running() == 0 && fake.awaitSilence();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusalsAtTheCallAreTheError() {
        StepVerifier.create(corrector.correct(request("a", "refuse", PATIENCE)))
                .expectErrorSatisfies(
                        error -> assertThat(((AlignerException) error).code()).isEqualTo(ErrorCode.INVALID_FIELD))
                .verify(PATIENCE);
    }

    @Test
    void theTimeoutEndsTheStreamAndCancelsTheTask() throws InterruptedException {
        fake.hold();
        // long enough for it to have begun on a busy machine
        StepVerifier.create(corrector.events(request("a", null, Duration.ofSeconds(1))), 0)
                .expectErrorSatisfies(
                        error -> assertThat(((AlignerException) error).code()).isEqualTo(ErrorCode.DEADLINE))
                .verify(PATIENCE);
        assertThat(fake.awaitCancellations(1)).isTrue();
    }

    @Test
    void whoWaitsForACorrectorThatBreaksIsToldAtOnceAndSoIsWhoComesLater() throws InterruptedException {
        Sinks.One<AlignerException> broken = Sinks.one();
        ReactiveCorrector watched =
                new ReactiveCorrector(() -> fake, admission, Schedulers.parallel(), broken.asMono(), Audit.NONE);
        fake.hold();
        StepVerifier.create(watched.correct(request("one", null, Duration.ofHours(1))))
                .then(() -> assertThat(awaitStart()).isTrue())
                .then(() -> broken.tryEmitValue(AlignerException.of(ErrorCode.MODEL_FAILED, "engine: broken")))
                .expectErrorSatisfies(
                        error -> assertThat(((AlignerException) error).code()).isEqualTo(ErrorCode.MODEL_FAILED))
                .verify(PATIENCE);
        assertThat(fake.awaitCancellations(1)).isTrue();
        StepVerifier.create(watched.correct(request("two", null, Duration.ofHours(1))))
                .expectErrorMessage("engine: broken")
                .verify(PATIENCE);
    }

    private boolean awaitStart() {
        try {
            return fake.awaitStart();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cancellingCancelsTheTask() throws InterruptedException {
        fake.hold();
        StepVerifier.create(corrector.events(request("a", null, PATIENCE)))
                .expectNext(new CorrectionEvent.Accepted())
                .thenCancel()
                .verify(PATIENCE);
        assertThat(fake.awaitCancellations(1)).isTrue();
    }

    @Test
    void readingAheadIsDoneElsewhereAndEndsWhenItIsDone() throws InterruptedException {
        fake.holdReading();
        StepVerifier.create(corrector.readAhead(request("one two", null, PATIENCE)))
                .then(() -> assertThat(awaitReading()).isEqualTo("one two"))
                .then(fake::releaseReading)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(fake.accepted()).isZero();
    }

    private @Nullable String awaitReading() {
        try {
            return fake.awaitReading();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsDroppedBeforeItsTurnIsNotRead() throws InterruptedException {
        fake.holdReading();
        Disposable first = corrector.readAhead(request("first", null, PATIENCE)).subscribe();
        assertThat(fake.awaitReading()).isEqualTo("first");
        // one admission thread, and it is busy
        corrector.readAhead(request("second", null, PATIENCE)).subscribe().dispose();
        fake.releaseReading();
        StepVerifier.create(corrector.readAhead(request("third", null, PATIENCE)))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(fake.read()).containsExactly("third");
        assertThat(first.isDisposed()).isTrue();
    }

    @Test
    void withoutACorrectorNothingIsReadAndNothingFails() {
        ReactiveCorrector loading = new ReactiveCorrector(
                () -> {
                    throw AlignerException.of(ErrorCode.NOT_READY, "the model is still loading");
                },
                admission,
                Schedulers.parallel());
        StepVerifier.create(loading.readAhead(request("a", null, PATIENCE)))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aBlockedEventLoopIsFound() {
        Mono<String> blocking = Mono.fromCallable(() -> {
                    new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
                    return "not found out";
                })
                .subscribeOn(Schedulers.parallel());
        StepVerifier.create(blocking)
                .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("Blocking call"))
                .verify(PATIENCE);
    }
}
