package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.corrector.ElsewhereOptions;
import dev.aligner.engine.corrector.ModelCorrector;
import dev.aligner.service.host.CorrectorLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The engine API over a scripted engine, beside a route that takes every path that is not ours. */
@SpringBootTest(
        classes = {AlignerApplication.class, EngineApiHttpTest.Scripted.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "aligner.engine-api.enabled=true",
            "aligner.routes.all.upstream=http://localhost:1",
            "aligner.stream.heartbeat=10m"
        })
class EngineApiHttpTest {
    private static final Path MODEL = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");
    private static final String COMPLETIONS = "/engine/v1/completions";

    @LocalServerPort
    private int port;

    @Autowired
    private ScriptedEngine engine;

    private WebTestClient client = WebTestClient.bindToServer().build();

    @TestConfiguration(proxyBeanMethods = false)
    static class Scripted {
        @Bean(destroyMethod = "")
        ScriptedEngine scriptedEngine() {
            return new ScriptedEngine();
        }

        @Bean
        @Primary
        CorrectorLoader scriptedLoader(ScriptedEngine engine) {
            ElsewhereOptions options = new ElsewhereOptions(
                    MODEL,
                    "a script",
                    "tiny",
                    256,
                    true,
                    CorrectionPolicy.DEFAULT,
                    new CorrectorOptions.Instructions(false, 100, Map.of()));
            return properties -> ModelCorrector.elsewhere(options, (tokens, context, scores) -> engine);
        }
    }

    @BeforeEach
    void waitUntilReady() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (status("/engine/health") != 200) {
            assertThat(System.nanoTime()).as("loading in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void reset() {
        engine.refuse(null);
        engine.reachable(true);
    }

    private int status(String path) {
        return client.get()
                .uri(path)
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    private WebTestClient.ResponseSpec post(String body) {
        return client.post()
                .uri(COMPLETIONS)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private CompletableFuture<String> posting(String body) {
        return CompletableFuture.supplyAsync(() -> new String(
                post(body).expectStatus().isOk().expectBody().returnResult().getResponseBodyContent(),
                StandardCharsets.UTF_8));
    }

    private static void end(ScriptedEngine.Running running, String text, FinishReason reason) {
        running.listener()
                .finished(new Generation(
                        text, new int[0], -1, new double[0], null, reason, new Usage(3, 2, 0), Timings.NOTHING));
    }

    @Test
    void aStreamHasEachTextAndTheUsageAtItsEnd() throws Exception {
        CompletableFuture<String> answer =
                posting("{\"model\":\"tiny\",\"prompt\":[5,6,7],\"max_tokens\":9,\"temperature\":0,\"top_k\":-1,"
                        + "\"min_p\":0.0,\"seed\":4,\"repetition_penalty\":1.5,\"stop\":\"x\",\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true}}");
        ScriptedEngine.Running running = engine.next();
        GenerationRequest asked = running.request();
        assertThat(asked.prompt()).containsExactly(5, 6, 7);
        assertThat(asked.maxNewTokens()).isEqualTo(9);
        assertThat(asked.stop()).containsExactly("x");
        assertThat(asked.sampling()).isEqualTo(new Sampling(0, 0, 1, 1.5, 0, 4L, null, List.of("x")));
        running.listener().text("The \u201c");
        running.listener().text("sky\n");
        end(running, "The \u201csky\n", FinishReason.STOP);

        String[] events = answer.get(20, TimeUnit.SECONDS).split("\n\n", -1);
        assertThat(events).hasSize(6);
        JsonMapper json = new JsonMapper();
        assertThat(json.readTree(events[0].substring(6)).at("/choices/0/text").stringValue())
                .isEqualTo("The \u201c");
        assertThat(json.readTree(events[1].substring(6)).at("/choices/0/text").stringValue())
                .isEqualTo("sky\n");
        assertThat(json.readTree(events[2].substring(6))
                        .at("/choices/0/finish_reason")
                        .stringValue())
                .isEqualTo("stop");
        assertThat(json.readTree(events[3].substring(6))
                        .at("/usage/prompt_tokens")
                        .intValue())
                .isEqualTo(3);
        assertThat(events[4]).isEqualTo("data: [DONE]");
    }

    @Test
    void aWholeCompletionIsOneObject() throws Exception {
        CompletableFuture<String> answer = posting("{\"prompt\":[5],\"max_tokens\":2}");
        ScriptedEngine.Running running = engine.next();
        assertThat(running.request().sampling().temperature()).isEqualTo(1);
        end(running, "ab", FinishReason.LENGTH);

        JsonNode json = new JsonMapper().readTree(answer.get(20, TimeUnit.SECONDS));
        assertThat(json.at("/choices/0/text").stringValue()).isEqualTo("ab");
        assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
        assertThat(json.at("/usage/total_tokens").intValue()).isEqualTo(5);
        assertThat(json.get("model").stringValue()).isEqualTo("tiny");
    }

    @Test
    void aPromptsTokensAreScoredWithoutWritingAny() throws Exception {
        JsonNode json = new JsonMapper()
                .readTree(posting("{\"prompt\":[5,6,7],\"max_tokens\":0,\"prompt_logprobs\":1}")
                        .get(20, TimeUnit.SECONDS));
        assertThat(json.at("/choices/0/prompt_logprobs").toString())
                .isEqualTo("[null,{\"6\":{\"logprob\":-6.0}},{\"7\":{\"logprob\":-7.0}}]");
    }

    @Test
    void aPromptAsTextIsTokenised() throws Exception {
        CompletableFuture<String> answer = posting("{\"prompt\":\"ab\",\"max_tokens\":2}");
        ScriptedEngine.Running running = engine.next();
        assertThat(running.request().prompt()).hasSizeGreaterThanOrEqualTo(2);
        end(running, "", FinishReason.STOP);
        answer.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatLeavesCancels() throws Exception {
        String body = "{\"prompt\":[5],\"max_tokens\":9,\"stream\":true}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            send(socket, body);
            ScriptedEngine.Running running = engine.next();
            running.listener().text("a");
            assertThat(socket.getInputStream().read()).isPositive();
        }
        assertThat(engine.awaitCancellation()).isTrue();
    }

    private static void send(Socket socket, String body) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST " + COMPLETIONS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void aFailureInAStreamIsItsLastEventWithoutAnEnd() throws Exception {
        CompletableFuture<String> answer = posting("{\"prompt\":[5],\"max_tokens\":9,\"stream\":true}");
        ScriptedEngine.Running running = engine.next();
        running.listener().text("a");
        running.listener().failed(AlignerException.of(ErrorCode.DEADLINE, "too late"));

        assertThat(answer.get(20, TimeUnit.SECONDS))
                .contains("\"error\"", "deadline")
                .doesNotContain("[DONE]", "\"finish_reason\":\"");
    }

    @Test
    void aFullQueueIsRefusedBeforeAnythingIsSent() {
        engine.refuse(AlignerException.retryLater(ErrorCode.QUEUE_FULL, "queue: full", Duration.ofSeconds(7)));
        post("{\"prompt\":[5],\"max_tokens\":9,\"stream\":true}")
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After")
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "422 | {\"prompt\":[]}",
                "422 | {\"prompt\":[-1]}",
                "422 | {\"prompt\":[\"a\"]}",
                "422 | {\"prompt\":\"\"}",
                "422 | {}",
                "422 | {\"prompt\":[1],\"max_tokens\":0}",
                "422 | {\"prompt\":[1],\"n\":2}",
                "422 | {\"prompt\":[1],\"min_p\":0.1}",
                "422 | {\"prompt\":[1],\"echo\":true}",
                "422 | {\"prompt\":[1],\"stream\":true,\"prompt_logprobs\":1}",
                "422 | {\"prompt\":[1],\"temperature\":3}",
                "404 | {\"prompt\":[1],\"model\":\"another\"}",
                "400 | {\"prompt\":[1]"
            })
    void whatIsNotUnderstoodIsRefused(int status, String body) {
        post(body).expectStatus().isEqualTo(status);
    }

    @Test
    void itsModelIsListed() {
        client.get()
                .uri("/engine/v1/models")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.data[0].id")
                .isEqualTo("tiny");
    }

    @Test
    void aServiceWhoseModelIsAwayIsNotReadyButAlive() {
        assertThat(status("/readyz")).isEqualTo(200);
        engine.reachable(false);
        assertThat(status("/readyz")).isEqualTo(503);
        assertThat(status("/livez")).isEqualTo(200);
    }
}
