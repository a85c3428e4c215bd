package dev.aligner.gateway.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Reason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edit;
import dev.aligner.gateway.StubUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Against a server that says what the service says. */
@Timeout(300)
class RemoteCorrectionsTest {
    private static final CorrectionRequest REQUEST = new CorrectionRequest(
            new Question(List.of(
                    new Message(Message.Role.SYSTEM, "Be brief."),
                    new Message(Message.Role.USER, "How many \"legs\"?"))),
            "It has six legs.",
            "factual",
            0.5,
            Sampling.GREEDY,
            Duration.ofSeconds(3));
    private static final String RESULT = """
            {"id":"corr_1","model":"m1","action":"CORRECTED","correction":"It has eight legs.","edit_ratio":0.17,
             "edit_count":1,"edits":[{"start":7,"end":10,"replacement":"eight"}],"margin":1.5,"reason":null,
             "finish_reason":"stop","strength":0.5,"unknown":{},
             "usage":{"prompt_tokens":31,"completion_tokens":9,"accepted_draft_tokens":7},
             "timings":{"queue_ms":1,"prefill_ms":90,"decode_ms":140,"total_ms":243}}""";

    private final StubUpstream service = new StubUpstream();
    private final RemoteCorrections corrections =
            new RemoteCorrections(WebClient.builder(), URI.create(service.url() + "/base/"));

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aCorrectionIsAskedForAndRead() throws InterruptedException {
        service.answers(200, "application/json", RESULT);

        StepVerifier.create(corrections.correct(REQUEST))
                .expectNext(new Correction(
                        "m1",
                        Action.CORRECTED,
                        "It has eight legs.",
                        List.of(new Edit(7, 10, "eight")),
                        0.17,
                        1.5,
                        null,
                        FinishReason.STOP,
                        0.5,
                        new Usage(31, 9, 7),
                        new Timings(
                                Duration.ofMillis(1),
                                Duration.ofMillis(90),
                                Duration.ofMillis(140),
                                Duration.ofMillis(243))))
                .verifyComplete();

        StubUpstream.Seen seen = service.next();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("POST /base/v1/corrections");
        assertThat(seen.headers()).contains("content-type: application/json");
        assertThat(seen.body().replaceFirst("\"timeout_ms\":(3000|2[0-9]{3})}", "\"timeout_ms\":3000}"))
                .isEqualTo("{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"How many \\\"legs\\\"?\"}],\"answer\":\"It has six legs.\","
                        + "\"instruction\":\"factual\",\"strength\":0.5,\"timeout_ms\":3000}");
    }

    @Test
    void aBypassHasItsReason() {
        service.answers(
                200,
                "application/json",
                "{\"action\":\"BYPASSED\",\"correction\":\"It has six legs.\",\"reason\":\"too_large\"}");

        StepVerifier.create(corrections.correct(REQUEST))
                .assertNext(correction -> {
                    assertThat(correction.action()).isEqualTo(Action.BYPASSED);
                    assertThat(correction.reason()).isEqualTo(Reason.TOO_LARGE);
                })
                .verifyComplete();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            503 | {"code":"queue_full"}                                      | QUEUE_FULL
            503 | <html>                                                     | QUEUE_FULL
            504 | {"code":"deadline"}                                        | DEADLINE
            422 | {"code":"invalid_field","detail":"secret"}                 | INVALID_FIELD
            302 | {}                                                         | MODEL_FAILED
            500 | {"code":"internal"}                                        | MODEL_FAILED
            200 | {"action":"NONE","correction":"something else"}            | MODEL_FAILED
            200 | {"action":"NONE"}                                          | MODEL_FAILED
            200 | {"action":                                                 | MODEL_FAILED
            """)
    void whatIsNoCorrectionFailsWithACode(int status, String body, ErrorCode code) {
        service.answers(status, "application/json", body, "Retry-After", "7");

        StepVerifier.create(corrections.correct(REQUEST)).verifyErrorSatisfies(error -> {
            assertThat(error).isInstanceOf(AlignerException.class).hasMessageNotContaining("secret");
            assertThat(((AlignerException) error).code()).isEqualTo(code);
            assertThat(((AlignerException) error).retryAfter()).isEqualTo(status == 200 ? null : Duration.ofSeconds(7));
        });
    }

    @Test
    void aServiceThatIsDownIsNotReady() {
        RemoteCorrections down = new RemoteCorrections(WebClient.builder(), URI.create("http://localhost:1"));

        StepVerifier.create(down.correct(REQUEST)).verifyErrorSatisfies(error -> {
            assertThat(error).isInstanceOf(AlignerException.class).hasMessageNotContaining("localhost");
            assertThat(((AlignerException) error).code()).isEqualTo(ErrorCode.NOT_READY);
        });
    }

    @Test
    void aCancellationReachesTheService() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        service.behaves((request, response) -> {
            request.withConnection(connection -> connection.onDispose(gone::countDown));
            return Mono.never();
        });

        Disposable running = corrections.correct(REQUEST).subscribe();
        assertThat(service.next().method()).isEqualTo("POST");
        running.dispose();

        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
