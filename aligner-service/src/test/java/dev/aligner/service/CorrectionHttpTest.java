package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class CorrectionHttpTest extends HttpTestBase {

    @Test
    void aCorrectionHasEveryFieldInSnakeCase() {
        WebTestClient.ResponseSpec response = post(body(""));
        response.expectStatus().isOk().expectHeader().valueEquals("x-aligner-action", "CORRECTED");
        response.expectHeader().valueEquals("Server-Timing", "queue;dur=1, prefill;dur=2, decode;dur=3, total;dur=7");
        JsonNode result = json(response);
        assertThat(result.propertyNames())
                .containsExactly(
                        "id",
                        "model",
                        "action",
                        "correction",
                        "edit_ratio",
                        "margin",
                        "reason",
                        "finish_reason",
                        "strength",
                        "usage",
                        "timings");
        assertThat(result.get("correction").stringValue()).isEqualTo("A semicolon is missing.");
        assertThat(result.get("margin").doubleValue()).isEqualTo(1.25);
        assertThat(result.get("id").stringValue()).matches("corr_[0-9a-hjkmnp-tv-z]{26}");
        assertThat(result.get("usage").propertyNames())
                .containsExactly("prompt_tokens", "cached_prompt_tokens", "completion_tokens", "accepted_draft_tokens");
        assertThat(result.get("timings").propertyNames())
                .containsExactly("queue_ms", "prefill_ms", "decode_ms", "total_ms", "passes", "draft_tokens");
    }

    @Test
    void evidenceDecidesBetweenNothingACountAndTheEdits() {
        JsonNode summary = json(post(body(",\"evidence\":\"summary\"")));
        assertThat(summary.get("edit_count").intValue()).isEqualTo(1);
        assertThat(summary.has("edits")).isFalse();
        JsonNode full = json(post(body(",\"evidence\":\"full\"")));
        assertThat(full.get("edits").get(0).propertyNames()).containsExactly("start", "end", "replacement");
    }

    @Test
    void strengthZeroNamesItsReason() {
        JsonNode result = json(post(body(",\"strength\":0")));
        assertThat(result.get("action").stringValue()).isEqualTo("NONE");
        assertThat(result.get("reason").stringValue()).isEqualTo("strength_zero");
        assertThat(result.get("margin").isNull()).isTrue();
        assertThat(result.get("correction").stringValue()).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|malformed|{",
                "400|malformed|``",
                "400|malformed|{\"answer\":\"a\",\"answer\":\"b\"}",
                "400|malformed|{\"question\":\"q\",\"answer\":\"a\"} x",
                "422|invalid_field|[]",
                "422|invalid_field|{\"question\":\"q\"}",
                "422|invalid_field|{\"question\":\"q\",\"messages\":[],\"answer\":\"a\"}",
                "422|invalid_field|{\"question\":\"q\",\"answer\":\"a\",\"instruction\":\"refuse\"}",
                "404|unknown_model|{\"question\":\"q\",\"answer\":\"a\",\"model\":\"other\"}",
                "413|too_large|{\"question\":\"q\",\"answer\":\"a\",\"instruction\":\"TOO_LONG\"}",
                "502|degenerate_output|{\"question\":\"q\",\"answer\":\"a\",\"instruction\":\"degenerate\"}",
                "500|model_failed|{\"question\":\"q\",\"answer\":\"a\",\"instruction\":\"fail\"}",
            })
    void eachClassOfErrorIsItsProblem(int status, String code, String body) {
        problem(post(body.replace("TOO_LONG", "x".repeat(2001))), status, code);
    }

    @ParameterizedTest
    @CsvSource({"/v1/nothing,404,not_found", "/v1/corrections,405,method_not_allowed"})
    void pathsAndMethodsThatAreNotThereAreProblems(String path, int status, String code) {
        problem(client().get().uri(path).exchange(), status, code);
    }

    @Test
    void contentTypeAndAcceptAreChecked() {
        WebTestClient.RequestBodySpec text = client().method(HttpMethod.POST).uri("/v1/corrections");
        problem(text.contentType(MediaType.TEXT_PLAIN).bodyValue("x").exchange(), 415, "unsupported_media_type");
        WebTestClient.RequestBodySpec image = client().method(HttpMethod.POST).uri("/v1/corrections");
        problem(
                image.contentType(MediaType.APPLICATION_JSON)
                        .accept(MediaType.IMAGE_PNG)
                        .bodyValue("{}")
                        .exchange(),
                406,
                "not_acceptable");
    }

    @Test
    void aBodyOfTwentyMegabytesGetsItsAnswer() {
        JsonNode problem = problem(post(body("").replace("damn", "x".repeat(20_000_000))), 413, "too_large");
        assertThat(problem.get("detail").stringValue()).contains("1048576");
    }

    @Test
    void aDeclaredLengthOverTheLimitIsRefusedBeforeItIsSent() throws IOException {
        try (Socket socket =
                send("/v1/corrections", "application/json", 2_000_000, new byte[0], "Expect: 100-continue")) {
            assertThat(reader(socket).readLine()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void invalidBytesAreNamedByTheirOffset() {
        byte[] bytes = "{\"answer\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        bytes[11] = (byte) 0xFF;
        WebTestClient.ResponseSpec response = client().post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(bytes)
                .exchange();
        assertThat(problem(response, 400, "malformed").get("detail").stringValue())
                .contains("byte 11");
    }

    @Test
    void theDeadlineEndsARequestAndCancelsItsWork() throws InterruptedException {
        corrector.hold();
        problem(post(body(",\"timeout_ms\":1500")), 504, "deadline");
        assertThat(corrector.awaitStart()).isTrue();
        assertThat(corrector.awaitCancellations(1)).isTrue();
    }

    @Test
    void aFullQueueSaysWhenToComeBackAlsoForStreams() throws Exception {
        corrector.hold();
        List<Socket> holders = new ArrayList<>();
        try {
            byte[] body = body("").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < FakeCorrectorConfiguration.PLACES; i++) {
                holders.add(send("/v1/corrections", "application/json", body));
                assertThat(corrector.awaitStart()).isTrue();
            }
            for (String stream : List.of("", ",\"stream\":true")) {
                WebTestClient.ResponseSpec response = post(body(stream));
                problem(response, 503, "queue_full");
                response.expectHeader().valueMatches(HttpHeaders.RETRY_AFTER, "[2-4]");
            }
        } finally {
            for (Socket holder : holders) {
                holder.close();
            }
        }
        assertThat(corrector.awaitCancellations(FakeCorrectorConfiguration.PLACES))
                .isTrue();
    }

    @Test
    void oneHundredAndTwentyEightAtOnceAreServedOrShed() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(32);
        try {
            List<Callable<Integer>> calls = IntStream.range(0, 128)
                    .<Callable<Integer>>mapToObj(i -> () -> post(body(""))
                            .expectBody()
                            .returnResult()
                            .getStatus()
                            .value())
                    .toList();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> call : callers.invokeAll(calls, 60, TimeUnit.SECONDS)) {
                statuses.add(call.get());
            }
            assertThat(statuses).hasSize(128).contains(200);
            assertThat(statuses).allMatch(status -> status == 200 || status == 503);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void requestIdsAreEchoedWhenFitAndMintedWhenNot() {
        WebTestClient.RequestHeadersSpec<?> fit = client().get().uri("/livez").header("X-Request-Id", "abc-1");
        fit.exchange().expectHeader().valueEquals("X-Request-Id", "abc-1");
        WebTestClient.RequestHeadersSpec<?> unfit =
                client().get().uri("/livez").header("X-Request-Id", "x".repeat(129));
        unfit.exchange().expectHeader().valueMatches("X-Request-Id", "req_[0-9a-z]{26}");
    }

    @Test
    void theModelListHasOpenAisFormAndOurDetails() {
        JsonNode list = json(client().get().uri("/v1/models").exchange());
        assertThat(list.get("object").stringValue()).isEqualTo("list");
        JsonNode model = list.get("data").get(0);
        assertThat(model.get("id").stringValue()).isEqualTo(FakeCorrector.ID);
        assertThat(model.get("aligner").get("context_tokens").intValue()).isEqualTo(2048);
    }

    @Test
    void aClientThatLeavesWhileWaitingCancelsItsCorrection() throws Exception {
        corrector.hold();
        byte[] body = body("").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/corrections", "application/json", body)) {
            assertThat(corrector.awaitStart()).isTrue();
            assertThat(socket.isConnected()).isTrue();
        }
        assertThat(corrector.awaitCancellations(1)).isTrue();
    }

    @Test
    void aClientThatLeavesItsStreamCancelsItsCorrection() throws Exception {
        corrector.hold();
        byte[] body = body(",\"stream\":true").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/corrections", "application/json", body)) {
            BufferedReader reader = reader(socket);
            assertThat(corrector.awaitStart()).isTrue();
            String line = reader.readLine();
            while (line != null && !line.equals(": waiting")) {
                line = reader.readLine();
            }
            assertThat(line).as("a heartbeat while nothing happens").isEqualTo(": waiting");
        }
        assertThat(corrector.awaitCancellations(1)).isTrue();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
