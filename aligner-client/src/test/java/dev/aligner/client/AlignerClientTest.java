package dev.aligner.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.aligner.core.Action;
import dev.aligner.core.Care;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.Strengths;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Against a server that says what the service was heard to say. */
@Timeout(300)
class AlignerClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CorrectionRequest REQUEST =
            CorrectionRequest.of("Why does it fail?", "You forgot the damn key.");
    private static final String RESULT = """
            {"id":"corr_1","model":"m1","action":"CORRECTED","correction":"You forgot the key.","edit_ratio":0.116,
             "margin":1.5,"reason":null,"finish_reason":"stop","strength":1.0,"unknown":{},
             "usage":{"prompt_tokens":31,"cached_prompt_tokens":4,"completion_tokens":9,"accepted_draft_tokens":7},
             "timings":{"queue_ms":1,"prefill_ms":90,"decode_ms":140,"total_ms":243,"passes":2,"draft_tokens":11}}""";

    private final StubService service = new StubService();
    private final AlignerClient client = AlignerClient.builder(URI.create(service.url() + "/base/"))
            .retries(0)
            .build();

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aCorrectionIsAskedForAndRead() throws InterruptedException {
        service.answers(200, "application/json", RESULT);

        CorrectionResult result = client.correct(REQUEST).block(PATIENCE);

        assertThat(result)
                .isEqualTo(new CorrectionResult(
                        "corr_1",
                        new Correction(
                                "m1",
                                Action.CORRECTED,
                                "You forgot the key.",
                                List.of(new Edit(15, 20, "")),
                                0.116,
                                1.5,
                                null,
                                FinishReason.STOP,
                                1,
                                new Usage(31, 4, 9, 7),
                                new Timings(
                                        Duration.ofMillis(1),
                                        Duration.ofMillis(90),
                                        Duration.ofMillis(140),
                                        Duration.ofMillis(243),
                                        2,
                                        11))));
        StubService.Seen seen = service.next();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("POST /base/v1/corrections");
        assertThat(seen.headers()).contains("content-type: application/json", "accept: application/json");
        assertThat(seen.headers()).noneMatch(header -> header.startsWith("authorization"));
        assertThat(seen.body())
                .matches("\\{\"question\":\"Why does it fail\\?\",\"answer\":\"You forgot the damn key.\","
                        + "\"timeout_ms\":(60000|59[0-9]{3})}");
    }

    @Test
    void allThatARequestSaysIsSent() throws InterruptedException {
        service.answers(200, "application/json", "{\"action\":\"NONE\",\"correction\":\"Six.\"}");
        Question question = new Question(List.of(
                new Message(Message.Role.SYSTEM, "Be \"brief\"."), new Message(Message.Role.USER, "How many legs?")));

        CorrectionResult result = client.correct(CorrectionRequest.of(question, "Six.")
                        .withInstruction("factual")
                        .withStrength(0.5)
                        .withModel("m2")
                        .withSampling(new Sampling(0.5, 40, 0.9, 1.1, 0.2, 7L, 64, List.of("###")))
                        .withCare(new Care(2, 3, 1.5))
                        .withSteering(-1)
                        .withTimeout(Duration.ofMillis(1)))
                .block(PATIENCE);

        assertThat(result).extracting(CorrectionResult::text).isEqualTo("Six.");
        assertThat(service.next().body())
                .isEqualTo("{\"messages\":[{\"role\":\"system\",\"content\":\"Be \\\"brief\\\".\"},"
                        + "{\"role\":\"user\",\"content\":\"How many legs?\"}],\"answer\":\"Six.\","
                        + "\"instruction\":\"factual\",\"strength\":0.5,\"model\":\"m2\","
                        + "\"sampling\":{\"temperature\":0.5,\"top_k\":40,\"top_p\":0.9,\"repetition_penalty\":1.1,"
                        + "\"frequency_penalty\":0.2,\"seed\":7,\"max_tokens\":64,\"stop\":[\"###\"]},"
                        + "\"passes\":2,\"best_of\":3,\"min_margin\":1.5,\"steering\":-1.0,\"timeout_ms\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            422 | {"code":"invalid_field","detail":"strength: 3","field":"strength","request_id":"req_1"} | invalid_field     | strength | req_1
            503 | {"code":"queue_full","detail":"queue: 32"}                                              | queue_full        |          |
            503 | <html>secret                                                                            | http_503          |          |
            302 | {}                                                                                      | http_302          |          |
            200 | {"action":"NONE","correction":"secret"}                                                 | unusable_response |          |
            200 | {"action":"NONE"}                                                                       | unusable_response |          |
            200 | {"action":"FUTURE","correction":"secret"}                                               | unusable_response |          |
            200 | {"secret":                                                                              | unusable_response |          |
            """)
    void whatIsNoCorrectionFailsWithACode(int status, String body, String code, String field, String requestId) {
        service.answers(status, "application/json", body, "Retry-After", "7");

        StepVerifier.create(client.correct(REQUEST))
                .expectErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(AlignerClientException.class).hasMessageNotContaining("secret");
                    AlignerClientException known = (AlignerClientException) error;
                    assertThat(known.code()).isEqualTo(code);
                    assertThat(known.status()).isEqualTo(status == 200 ? 0 : status);
                    assertThat(known.field()).isEqualTo(field);
                    assertThat(known.requestId()).isEqualTo(requestId);
                    assertThat(known.retryAfter()).isEqualTo(status == 200 ? null : Duration.ofSeconds(7));
                    assertThat(known.retryable()).isEqualTo(status == 503);
                })
                .verify(PATIENCE);
    }

    @Test
    void aTokenIsAskedForWithEachRequest() throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        AlignerClient known = AlignerClient.builder(URI.create(service.url()))
                .token(Mono.fromCallable(() -> "token-" + number.incrementAndGet()))
                .build();
        service.answers(200, "application/json", RESULT);
        service.answers(200, "application/json", RESULT);

        known.correct(REQUEST).block(PATIENCE);
        known.correct(REQUEST).block(PATIENCE);

        assertThat(service.next().headers()).contains("authorization: Bearer token-1");
        assertThat(service.next().headers()).contains("authorization: Bearer token-2");
    }

    @Test
    void eventsComeAsTheyAre() throws InterruptedException {
        service.answers(200, "text/event-stream", """
                : corr_1

                event: delta
                data: {"text":"You forgot "}

                : waiting

                event: later
                data: {"something":"new"}

                event: delta
                data: {"text":"the key."}

                event: result
                data: %s

                """.formatted(RESULT.replace("\n", "")));

        StepVerifier.create(client.stream(REQUEST))
                .expectNext(new CorrectionEvent.Delta("You forgot "), new CorrectionEvent.Delta("the key."))
                .assertNext(event -> assertThat(
                                ((CorrectionEvent.Result) event).result().text())
                        .isEqualTo("You forgot the key."))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(service.next().headers()).contains("accept: text/event-stream");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            event: error,data: {"code":"model_failed"},status | model_failed
            event: delta,data: {}                             | unusable_response
            event: delta,data: {"text":"You"}                 | broken_off
            : nothing                                         | broken_off
            """)
    void aStreamWithoutAResultFails(String event, String code) {
        service.answers(200, "text/event-stream", event.replace(",status", "").replace(",data", "\ndata") + "\n\n");

        StepVerifier.create(client.stream(REQUEST).ignoreElements())
                .expectErrorSatisfies(error ->
                        assertThat(((AlignerClientException) error).code()).isEqualTo(code))
                .verify(PATIENCE);
    }

    @Test
    void anAnswerIsSentAsItGrowsAndCutBetweenCharacters() throws InterruptedException {
        service.answers(200, "application/json", RESULT);
        CorrectionRequest begun = REQUEST.withAnswer("You forgot");

        CorrectionResult result =
                Objects.requireNonNull(client.correct(begun, Flux.just(" the damn", "", " \ud83d", "\ude00key."))
                        .block(PATIENCE));

        StubService.Seen seen = service.next();
        assertThat(seen.headers()).contains("content-type: application/x-ndjson", "accept: application/json");
        assertThat(seen.body().lines())
                .containsExactly(
                        "{\"question\":\"Why does it fail?\",\"answer\":\"You forgot\",\"timeout_ms\":60000}",
                        "{\"append\":\" the damn\"}",
                        "{\"append\":\" \"}",
                        "{\"append\":\"\ud83d\ude00key.\"}");
        assertThat(Edits.apply(
                        "You forgot the damn \ud83d\ude00key.",
                        result.correction().edits()))
                .isEqualTo("You forgot the key.");
    }

    @Test
    void whoeverWritesTheAnswerMayFail() {
        service.answers(200, "application/json", RESULT);

        StepVerifier.create(client.correct(REQUEST, Flux.error(new IllegalStateException("the model is away"))))
                .expectErrorMessage("the model is away")
                .verify(PATIENCE);
    }

    @Test
    void eachRequestOfABatchHasItsOutcome() throws InterruptedException {
        service.answers(200, "application/x-ndjson", """
                {"id":2,"error":{"status":422,"code":"invalid_field","detail":"strength: 0.5"}}
                {"id":77,"correction":"of somebody else's"}
                {"line":3,"error":{"status":413,"code":"too_large","detail":"line: more bytes than 10"}}
                {"id":1,"model":"m1","action":"CORRECTED","correction":"You forgot the key."}
                """);

        StepVerifier.create(client.batch(Flux.just(REQUEST, REQUEST.withStrength(0.5), REQUEST.withAnswer("long"))))
                .assertNext(outcome -> {
                    BatchOutcome.Failed failed = (BatchOutcome.Failed) outcome;
                    assertThat(failed.index()).isEqualTo(1);
                    assertThat(failed.request().strength()).isEqualTo(0.5);
                    assertThat(failed.error().code()).isEqualTo("invalid_field");
                })
                .assertNext(outcome -> assertThat(outcome)
                        .isInstanceOf(BatchOutcome.Failed.class)
                        .extracting(BatchOutcome::index)
                        .isEqualTo(2L))
                .assertNext(outcome -> {
                    BatchOutcome.Corrected corrected = (BatchOutcome.Corrected) outcome;
                    assertThat(corrected.index()).isZero();
                    assertThat(corrected.result().correction().edits()).containsExactly(new Edit(15, 20, ""));
                })
                .expectComplete()
                .verify(PATIENCE);
        assertThat(service.next().body().lines().map(line -> line.replaceFirst(".*\"id\":", "")))
                .containsExactly("1}", "2}", "3}");
    }

    @Test
    void aBatchThatEndsTooEarlyFails() {
        service.answers(200, "application/x-ndjson", "{\"id\":1,\"action\":\"NONE\",\"correction\":\"a\"}\n");

        StepVerifier.create(client.batch(Flux.just(REQUEST.withAnswer("a"), REQUEST)))
                .expectNextCount(1)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(AlignerClientException.class)
                        .hasMessage("broken_off: the answer ended 1 requests too early"))
                .verify(PATIENCE);
    }

    @Test
    void correctorsAreListed() {
        service.answers(200, "application/json", """
                {"object":"list","data":[{"id":"m1","object":"model","created":1,"owned_by":"aligner","aligner":{
                 "family":"llama","template":"chat","digest":"ab","precision":"int8","device":"cpu",
                 "context_tokens":2048,"strengths":[0.0,1.5],"strengths_between":true,"steering":[-2.0,2.0],
                 "instructions":{"safer":"Make it safer."}}}]}""");

        assertThat(client.models().block(PATIENCE))
                .containsExactly(new CorrectorCard(
                        "m1",
                        "llama",
                        "chat",
                        "ab",
                        "int8",
                        "cpu",
                        2048,
                        Strengths.upTo(1.5),
                        1,
                        2,
                        Map.of("safer", "Make it safer.")));
    }

    @Test
    void aCancellationReachesTheService() throws InterruptedException {
        CountDownLatch gone = service.hangs();

        Disposable running = client.correct(REQUEST).subscribe();
        assertThat(service.next().method()).isEqualTo("POST");
        running.dispose();

        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:8080", "ftp://host", "http:///path", "http://host?key=1", "http://u:secret@host"})
    void anAddressMustBeOne(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlignerClient.builder(URI.create(address)))
                .withMessageNotContaining("secret");
    }
}
