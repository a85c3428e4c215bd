package dev.aligner.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.CorrectionRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What is sent again, when, and until when: the waits are on a clock of the tests. */
@Timeout(300)
class RetriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SAME = "{\"action\":\"NONE\",\"correction\":\"a\"}";
    private static final CorrectionRequest REQUEST =
            CorrectionRequest.of("q", "a").withTimeout(Duration.ofSeconds(10));

    private final StubService service = new StubService();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final AlignerClient client = client(service.url());

    private AlignerClient client(String url) {
        return AlignerClient.builder(URI.create(url)).retries(2).timer(clock).build();
    }

    @AfterEach
    void stop() {
        service.close();
        clock.dispose();
    }

    /** Lets time pass as soon as somebody waits, so that each wait is over at once but none before it began. */
    private <T> T passing(Mono<T> call) throws Exception {
        CompletableFuture<T> result = call.toFuture();
        while (!result.isDone()) {
            clock.advanceTimeBy(Duration.ofMillis(1));
            Thread.onSpinWait();
        }
        return result.get(1, TimeUnit.SECONDS);
    }

    private static String timeout(String body) {
        return body.replaceFirst(".*\"timeout_ms\":", "").replace("}", "");
    }

    @ParameterizedTest
    @CsvSource({"503, 2", "429, 3"})
    void whatIsRefusedForNowIsSentAgainWhenItsTimeHasCome(int status, int seconds) throws Exception {
        service.answers(status, "application/problem+json", "{\"code\":\"c\"}", "Retry-After", "" + seconds);
        service.answers(200, "application/json", SAME);

        assertThat(passing(client.correct(REQUEST.withTimeout(Duration.ofHours(9))))
                        .text())
                .isEqualTo("a");

        long first = Long.parseLong(timeout(service.next().body()));
        long second = Long.parseLong(timeout(service.next().body()));
        assertThat(first - second).isGreaterThanOrEqualTo(seconds * 1000L);
    }

    @ParameterizedTest
    @CsvSource({
        "503, ''", "503, 11", // longer than the request has
        "500, 1", "422, 1", "504, 1"
    })
    void whatIsNotIsNot(int status, String retryAfter) throws InterruptedException {
        String[] headers = retryAfter.isEmpty() ? new String[0] : new String[] {"Retry-After", retryAfter};
        service.answers(status, "application/problem+json", "{\"code\":\"c\"}", headers);

        StepVerifier.create(client.correct(REQUEST))
                .expectErrorSatisfies(error ->
                        assertThat(((AlignerClientException) error).status()).isEqualTo(status))
                .verify(PATIENCE);

        assertThat(service.next().uri()).isEqualTo("/v1/corrections");
        assertThat(service.asked()).isFalse();
    }

    @Test
    void nothingIsSentForEver() throws Exception {
        for (int i = 0; i < 3; i++) {
            service.answers(503, "application/problem+json", "{\"code\":\"queue_full\"}", "Retry-After", "1");
        }

        Mono<String> code = client.stream(REQUEST.withTimeout(Duration.ofHours(9)))
                .then(Mono.just("none"))
                .onErrorResume(AlignerClientException.class, error -> Mono.just(error.code()));
        assertThat(passing(code)).isEqualTo("queue_full");

        for (int i = 0; i < 3; i++) {
            assertThat(service.next().headers()).contains("accept: text/event-stream");
        }
        assertThat(service.asked()).isFalse();
    }

    @Test
    void aGrowingAnswerIsSentOnce() {
        service.answers(503, "application/problem+json", "{\"code\":\"queue_full\"}", "Retry-After", "1");

        StepVerifier.create(client.correct(REQUEST, Flux.just("b")))
                .expectErrorSatisfies(error ->
                        assertThat(((AlignerClientException) error).code()).isEqualTo("queue_full"))
                .verify(PATIENCE);
    }

    @Test
    void aServiceThatIsAwayIsTriedAgain() throws Exception {
        int port = freePort();
        Mono<String> code = client("http://localhost:" + port)
                .correct(REQUEST.withTimeout(Duration.ofHours(9)))
                .map(CorrectionResult::text)
                .onErrorResume(AlignerClientException.class, error -> Mono.just(error.code()));

        assertThat(passing(code)).isEqualTo(AlignerClientException.UNREACHABLE);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aServiceThatSaysNothingIsGivenUp() throws Exception {
        CountDownLatch gone = service.hangs();

        CompletableFuture<CorrectionResult> result = client.correct(REQUEST).toFuture();
        service.next();
        clock.advanceTimeBy(Duration.ofSeconds(11));
        assertThat(result).isNotDone();
        clock.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(result)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(AlignerClientException.class)
                .withMessageContaining("deadline: no correction within 10000 ms");
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theTimeOfAGrowingAnswerCountsFromItsEnd() throws Exception {
        CountDownLatch gone = service.hangs();
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();

        CompletableFuture<CorrectionResult> result =
                client.correct(REQUEST, pieces.asFlux()).toFuture();
        clock.advanceTimeBy(Duration.ofHours(1));
        assertThat(result).isNotDone();
        pieces.tryEmitComplete().orThrow();
        StubService.Seen seen = service.next();
        while (!result.isDone()) {
            clock.advanceTimeBy(Duration.ofSeconds(1));
            Thread.onSpinWait();
        }

        assertThat(result).failsWithin(PATIENCE).withThrowableThat().withMessageContaining("deadline");
        assertThat(seen.body().lines().skip(1)).as("what keeps it alive").allMatch(String::isEmpty);
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
