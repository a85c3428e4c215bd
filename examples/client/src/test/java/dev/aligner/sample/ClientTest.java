package dev.aligner.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.client.AlignerClient;
import dev.aligner.client.AlignerClientException;
import dev.aligner.client.BatchOutcome;
import dev.aligner.client.CorrectionEvent;
import dev.aligner.client.CorrectionResult;
import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.edit.Edit;
import dev.aligner.service.FakeCorrector;
import dev.aligner.service.FakeCorrectorConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** The client and the service, over HTTP. */
@Timeout(600)
class ClientTest extends RunningService {
    private static final CorrectionRequest REQUEST = CorrectionRequest.of(QUESTION, ANSWER);

    private static <T> T of(Mono<T> call) {
        return Objects.requireNonNull(call.block(PATIENCE));
    }

    @Test
    void aCorrectionHasAllThatTheServiceSays() {
        CorrectionResult result = of(client.correct(REQUEST));

        Correction correction = result.correction();
        assertThat(result.id()).startsWith("corr_");
        assertThat(correction.model()).isEqualTo(FakeCorrector.ID);
        assertThat(correction.action()).isEqualTo(Action.CORRECTED);
        assertThat(correction.text()).isEqualTo(CORRECTED);
        assertThat(correction.edits()).containsExactly(new Edit(15, 20, ""));
        assertThat(correction.editRatio()).isEqualTo(5.0 / (24 + 19));
        assertThat(correction.margin()).isEqualTo(1.25);
        assertThat(correction.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(correction.usage().promptTokens()).isEqualTo(15);
        assertThat(correction.timings().total()).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void atStrengthZeroItIsTheAnswer() {
        Correction correction = of(client.correct(REQUEST.withStrength(0.0))).correction();

        assertThat(correction.action()).isEqualTo(Action.NONE);
        assertThat(correction.text()).isEqualTo(ANSWER);
        assertThat(correction.reason()).isEqualTo(Reason.STRENGTH_ZERO);
    }

    @Test
    void deltasAreTheResult() {
        List<CorrectionEvent> events = of(client.stream(REQUEST).collectList());

        CorrectionEvent.Result end = (CorrectionEvent.Result) events.get(events.size() - 1);
        assertThat(events.size()).isGreaterThan(1);
        assertThat(events.stream()
                        .filter(CorrectionEvent.Delta.class::isInstance)
                        .map(event -> ((CorrectionEvent.Delta) event).text())
                        .collect(Collectors.joining()))
                .isEqualTo(CORRECTED)
                .isEqualTo(end.result().text());
    }

    @Test
    void theServiceReadsAlongWhileAnAnswerIsWritten() throws Exception {
        // before there are a few words nobody looks
        String beginning = "It fails because of something that you forgot: ";
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        StepVerifier.Step<CorrectionEvent> stream =
                StepVerifier.create(client.stream(REQUEST.withAnswer(beginning), pieces.asFlux()));
        Thread verifying = new Thread(() -> stream.thenConsumeWhile(CorrectionEvent.Delta.class::isInstance)
                .assertNext(event -> assertThat(
                                ((CorrectionEvent.Result) event).result().text())
                        .isEqualTo(beginning + "the key."))
                .expectComplete()
                .verify(PATIENCE));
        verifying.start();

        assertThat(CORRECTOR.awaitReading()).as("before the answer is whole").isEqualTo(beginning);
        pieces.tryEmitNext("the da").orThrow();
        pieces.tryEmitNext("mn key.").orThrow();
        assertThat(CORRECTOR.accepted()).isZero();
        pieces.tryEmitComplete().orThrow();
        verifying.join(PATIENCE.toMillis());

        assertThat(verifying.isAlive()).isFalse();
        assertThat(CORRECTOR.accepted()).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsSaidWithTheFieldAndTheRequest() {
        StepVerifier.create(client.correct(REQUEST.withInstruction("refuse")))
                .expectErrorSatisfies(error -> {
                    AlignerClientException known = (AlignerClientException) error;
                    assertThat(known.code()).isEqualTo("invalid_field");
                    assertThat(known.status()).isEqualTo(422);
                    assertThat(known.field()).isEqualTo("instruction");
                    assertThat(known.requestId()).startsWith("req_");
                    assertThat(known).hasMessageNotContaining(ANSWER);
                })
                .verify(PATIENCE);
    }

    @Test
    void whatIsWrongWithAGrowingAnswerIsSaidBeforeItsEnd() {
        StepVerifier.create(client.correct(REQUEST.withModel("another"), Flux.never()))
                .expectErrorSatisfies(error ->
                        assertThat(((AlignerClientException) error).code()).isEqualTo("unknown_model"))
                .verify(PATIENCE);
    }

    @Test
    void aFullQueueIsTriedAgain() throws Exception {
        CORRECTOR.hold();
        List<Disposable> running = new ArrayList<>();
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        for (int i = 0; i < FakeCorrectorConfiguration.PLACES; i++) {
            running.add(client.correct(REQUEST).subscribe(result -> {}, refused::add));
        }
        // not starts: one of a batch that a test before gave up may come late
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (CORRECTOR.load().running() < FakeCorrectorConfiguration.PLACES && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(refused).isEmpty();
        AlignerClient patient =
                AlignerClient.builder(URI.create(url())).retries(10).build();

        StepVerifier.create(client.correct(REQUEST))
                .expectErrorSatisfies(error -> {
                    assertThat(((AlignerClientException) error).code()).isEqualTo("queue_full");
                    assertThat(((AlignerClientException) error).retryable()).isTrue();
                    CORRECTOR.release();
                })
                .verify(PATIENCE);
        assertThat(of(patient.correct(REQUEST)).text()).isEqualTo(CORRECTED);
        running.forEach(Disposable::dispose);
    }

    @Test
    void aCancellationReachesTheCorrector() throws Exception {
        CORRECTOR.hold();

        Disposable whole = client.correct(REQUEST).subscribe();
        Disposable stream = client.stream(REQUEST).subscribe();
        for (int i = 0; i < 2; i++) {
            assertThat(CORRECTOR.awaitStart()).isTrue();
        }
        whole.dispose();
        stream.dispose();

        assertThat(CORRECTOR.awaitCancellations(2)).isTrue();
    }

    @Test
    void aBatchHasAnOutcomeForEach() {
        int size = 300;
        Flux<CorrectionRequest> requests = Flux.range(0, size)
                .map(i -> i % 10 == 7
                        ? REQUEST.withInstruction("refuse")
                        : REQUEST.withAnswer("The damn number is " + i + "."));

        List<BatchOutcome> outcomes = of(client.batch(requests).collectList());

        assertThat(outcomes.stream().map(BatchOutcome::index).distinct()).hasSize(size);
        assertThat(outcomes).allSatisfy(outcome -> {
            if (outcome.index() % 10 == 7) {
                assertThat(((BatchOutcome.Failed) outcome).error().field()).isEqualTo("instruction");
            } else {
                assertThat(((BatchOutcome.Corrected) outcome).result().text())
                        .isEqualTo("The number is " + outcome.index() + ".");
            }
        });
    }

    @Test
    void aBatchIsTakenOnlyAsFastAsItsOutcomes() throws IOException {
        String padding = "\u597d".repeat(190_000);
        AtomicInteger taken = new AtomicInteger();
        Flux<CorrectionRequest> endless = Flux.generate(sink -> {
            taken.incrementAndGet();
            sink.next(REQUEST.withAnswer(padding));
        });

        StepVerifier.create(client.batch(endless), 3)
                .expectNextCount(3)
                .expectNoEvent(Duration.ofSeconds(2))
                .thenCancel()
                .verify(PATIENCE);

        // there and back; what Reactor Netty asks for ahead; what client and service have in their hands
        long inSockets = 2 * (most("tcp_rmem") + most("tcp_wmem"));
        assertThat((long) taken.get()).isLessThan(inSockets / (3L * padding.length()) + 128 + 50);
    }

    /** Bytes that the system keeps of one direction of a connection, on one side. */
    private static long most(String setting) throws IOException {
        // such a file is read at once or not at all
        try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4", setting))) {
            return Long.parseLong(file.lines().collect(Collectors.joining()).split("\\s+", -1)[2]);
        }
    }

    @Test
    void aKeyThatIsNotKnownIsNoneOfTheServices() {
        // without keys everybody may ask, whatever they say
        AlignerClient known = Corrections.client(url(), "alk_anything");

        assertThat(of(known.models())).extracting(card -> card.id()).containsExactly(FakeCorrector.ID);
    }
}
