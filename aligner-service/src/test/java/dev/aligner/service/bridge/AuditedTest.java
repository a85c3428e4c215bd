package dev.aligner.service.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.service.FakeCorrector;
import dev.aligner.service.audit.Audit;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.audit.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Each correction has one record, however it ends. */
class AuditedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Origin ORIGIN = new Origin("rest", null, "req_1", null);

    private final FakeCorrector fake = new FakeCorrector(1);
    private final Scheduler admission = Schedulers.newBoundedElastic(1, 4, "admission");
    private final Heard heard = new Heard();

    /** @param origin where it came from */
    private record Entry(
            Origin origin,
            CorrectionRequest request,
            @Nullable CorrectorCard card,
            Outcome outcome) {}

    /** A log whose writing the test decides on. */
    private static final class Heard implements Audit {
        private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
        private boolean required;
        private Mono<Void> written = Mono.empty();

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public boolean required() {
            return required;
        }

        @Override
        public Mono<Void> write(
                Origin origin, CorrectionRequest request, @Nullable CorrectorCard card, Outcome outcome) {
            entries.add(new Entry(origin, request, card, outcome));
            return written;
        }

        Entry next() throws InterruptedException {
            Entry entry = entries.poll(10, TimeUnit.SECONDS);
            assertThat(entry).isNotNull();
            return entry;
        }
    }

    @AfterEach
    void onceOnly() {
        assertThat(heard.entries).as("records that nobody expected").isEmpty();
        fake.close();
        admission.dispose();
    }

    private ReactiveCorrector corrector() {
        return new ReactiveCorrector(() -> fake, admission, Schedulers.parallel(), Mono.never(), heard).from(ORIGIN);
    }

    private static CorrectionRequest request(@Nullable String instruction, Sampling sampling, Duration timeout) {
        return new CorrectionRequest(Question.of("q"), "one damn two", instruction, null, sampling, timeout);
    }

    private static CorrectionRequest request(@Nullable String instruction) {
        return request(instruction, Sampling.GREEDY, PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResultIsLoggedWithWhereItCameFromAndWhatMadeIt(boolean required) throws InterruptedException {
        heard.required = required;
        StepVerifier.create(corrector().correct(request(null)))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        Entry entry = heard.next();
        assertThat(entry.origin()).isEqualTo(ORIGIN);
        assertThat(entry.card()).isEqualTo(fake.card());
        assertThat(entry.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.correction().text()).isEqualTo("one two"));
    }

    @Test
    void aFailureIsLoggedByItsCode() throws InterruptedException {
        StepVerifier.create(corrector().correct(request("fail"))).expectError().verify(PATIENCE);
        assertThat(heard.next().outcome()).isEqualTo(new Outcome.Failed("model_failed"));
    }

    @Test
    void aDeadlineIsLogged() throws InterruptedException {
        fake.hold();
        StepVerifier.create(corrector().correct(request(null, Sampling.GREEDY, Duration.ofMillis(100))))
                .expectError()
                .verify(PATIENCE);
        assertThat(heard.next().outcome()).isEqualTo(new Outcome.Failed("deadline"));
    }

    @Test
    void whoLeavesLeavesARecord() throws InterruptedException {
        fake.hold();
        StepVerifier.create(corrector().events(request(null)))
                .expectNext(new CorrectionEvent.Accepted())
                .thenCancel()
                .verify(PATIENCE);
        assertThat(heard.next().outcome()).isEqualTo(new Outcome.Cancelled());
    }

    @Test
    void withoutACorrectorTheRefusalIsLogged() throws InterruptedException {
        ReactiveCorrector loading = new ReactiveCorrector(
                () -> {
                    throw AlignerException.of(ErrorCode.NOT_READY, "the model is still loading");
                },
                admission,
                Schedulers.parallel(),
                Mono.never(),
                heard);
        StepVerifier.create(loading.correct(request(null))).expectError().verify(PATIENCE);
        Entry entry = heard.next();
        assertThat(entry.card()).isNull();
        assertThat(entry.outcome()).isEqualTo(new Outcome.Failed("not_ready"));
    }

    @Test
    void aBatchThatFindsTheQueueFullAsksAgainAndIsNotAtItsEnd() throws InterruptedException {
        fake.hold();
        ReactiveCorrector corrector =
                new ReactiveCorrector(() -> fake, admission, Schedulers.parallel(), Mono.never(), heard);
        var holder = corrector.from(ORIGIN).correct(request(null)).subscribe();
        assertThat(fake.awaitStart()).isTrue();
        StepVerifier.create(corrector
                        .from(new Origin(Origin.BATCH, null, null, null))
                        .correct(request(null)))
                .expectError()
                .verify(PATIENCE);
        assertThat(heard.entries).isEmpty();
        StepVerifier.create(corrector.from(ORIGIN).correct(request(null)))
                .expectError()
                .verify(PATIENCE);
        assertThat(heard.next().outcome()).isEqualTo(new Outcome.Failed("queue_full"));
        holder.dispose();
        assertThat(heard.next().outcome()).isEqualTo(new Outcome.Cancelled());
    }

    @Test
    void whereRecordsAreRequiredNothingLeavesBeforeOneIsWritten() throws InterruptedException {
        heard.required = true;
        Sinks.Empty<Void> disk = Sinks.empty();
        heard.written = disk.asMono();
        StepVerifier.create(corrector().events(request(null)))
                .expectNext(new CorrectionEvent.Accepted())
                .then(() -> assertThat(logged()).isTrue())
                .expectNoEvent(Duration.ofMillis(50))
                .then(disk::tryEmitEmpty)
                .expectNext(new CorrectionEvent.Delta("one two"))
                .expectNextMatches(CorrectionEvent.Result.class::isInstance)
                .expectComplete()
                .verify(PATIENCE);
    }

    private boolean logged() {
        try {
            return heard.next().outcome() instanceof Outcome.Done;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whereRecordsAreRequiredOneThatCannotBeWrittenIsTheError() throws InterruptedException {
        heard.required = true;
        heard.written = Mono.error(AlignerException.of(ErrorCode.NOT_READY, "audit"));
        StepVerifier.create(corrector().events(request(null)).ofType(CorrectionEvent.Delta.class))
                .expectErrorSatisfies(
                        error -> assertThat(((AlignerException) error).code()).isEqualTo(ErrorCode.NOT_READY))
                .verify(PATIENCE);
        assertThat(heard.next().outcome()).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aSeedIsDrawnHereSoThatItCanBeLogged() throws InterruptedException {
        Sampling sampled = new Sampling(0.7, 0, 1, 1, 0, null, null, List.of());
        StepVerifier.create(corrector().correct(request(null, sampled, PATIENCE)))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(heard.next().request().sampling().seed()).isNotNull();
    }
}
