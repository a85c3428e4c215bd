package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real service with the real embedded model, over HTTP: the README's three examples and the laws of a result. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"aligner.model.path=../models/smollm2-135m-instruct", "aligner.engine.slots=2"})
class EmbeddedCorrectorIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String RUDE = "You missed a damn semicolon on line 3, you idiot. Add it and it compiles.";
    private static final String PRIVATE =
            "You can reset it in the settings. If that fails, mail maria.lopez@example.com.";
    private static final String GOOD = "The capital of France is Paris.";

    @LocalServerPort
    private int port;

    private WebTestClient client;

    @BeforeEach
    void waitUntilReady() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(PATIENCE)
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!client.get()
                .uri("/readyz")
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .is2xxSuccessful()) {
            assertThat(System.nanoTime()).as("loading in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static String request(String question, String answer, String more) {
        return "{\"question\":\"%s\",\"answer\":\"%s\",\"evidence\":\"full\"%s}".formatted(question, answer, more);
    }

    private JsonNode correct(String request) {
        byte[] body = client.post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(request)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBodyContent();
        return JSON.readTree(body);
    }

    private static void assertLaws(String answer, JsonNode result) {
        String correction = result.get("correction").stringValue();
        List<Edit> edits = result.get("edits")
                .valueStream()
                .map(edit -> new Edit(
                        edit.get("start").intValue(),
                        edit.get("end").intValue(),
                        edit.get("replacement").stringValue()))
                .toList();
        assertThat(Edits.apply(answer, edits)).isEqualTo(correction);
        assertThat(result.get("action").stringValue().equals("CORRECTED")).isEqualTo(!correction.equals(answer));
        assertThat(result.get("model").stringValue()).isEqualTo("smollm2-135m-instruct");
        assertThat(result.get("usage").get("prompt_tokens").intValue()).isPositive();
    }

    @Test
    void aGoodAnswerComesBackAsItWas() {
        JsonNode result = correct(request("What is the capital of France?", GOOD, ""));

        assertLaws(GOOD, result);
        assertThat(result.get("action").stringValue()).isEqualTo("NONE");
        assertThat(result.get("edit_ratio").doubleValue()).isZero();
    }

    @Test
    void aRudeAnswerLosesItsSwearWord() {
        JsonNode result = correct(request("Why does my code not compile?", RUDE, ""));

        assertLaws(RUDE, result);
        assertThat(result.get("action").stringValue()).isEqualTo("CORRECTED");
        assertThat(result.get("correction").stringValue())
                .doesNotContain("damn")
                .contains("semicolon on line 3");
    }

    @Test
    void strengthsBetweenAndBeyondAreServed() {
        assertThat(correct(request("Why does my code not compile?", RUDE, ",\"strength\":0.1"))
                        .get("correction")
                        .stringValue())
                .isEqualTo(RUDE);
        JsonNode beyond = correct(request("Why does my code not compile?", RUDE, ",\"strength\":1.25"));

        assertLaws(RUDE, beyond);
        assertThat(beyond.get("strength").doubleValue()).isEqualTo(1.25);
        assertThat(beyond.get("action").stringValue()).isEqualTo("CORRECTED");
    }

    @Test
    void aRequestMayWantToBeSurerAndTheBestOfSeveral() {
        JsonNode once = correct(request("Why does my code not compile?", RUDE, ""));
        JsonNode refused = correct(request("Why does my code not compile?", RUDE, ",\"min_margin\":1000"));
        JsonNode best = correct(request(
                "Why does my code not compile?",
                RUDE,
                ",\"best_of\":3,\"passes\":2,\"sampling\":{\"temperature\":0.5,\"seed\":1}"));

        assertThat(refused.get("action").stringValue()).isEqualTo("NONE");
        assertThat(refused.get("reason").stringValue()).isEqualTo("below_margin");
        assertLaws(RUDE, best);
        assertThat(best.get("usage").get("prompt_tokens").intValue())
                .isGreaterThanOrEqualTo(
                        3 * once.get("usage").get("prompt_tokens").intValue());
        assertThat(best.get("action").stringValue()).isEqualTo("CORRECTED");
    }

    @Test
    void anInstructionIsFollowedWithinTheLaws() {
        JsonNode result =
                correct(request("How do I reset my password?", PRIVATE, ",\"instruction\":\"Remove personal data.\""));

        assertLaws(PRIVATE, result);
        assertThat(result.get("action").stringValue()).isEqualTo("CORRECTED");
        assertThat(result.get("correction").stringValue()).doesNotContain("maria.lopez@example.com");
    }

    @Test
    void aStreamIsTheWholeInPieces() {
        String request = request("Why does my code not compile?", RUDE, "");
        List<ServerSentEvent<JsonNode>> events = Objects.requireNonNull(client.post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .bodyValue(request)
                .exchange()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {})
                .getResponseBody()
                .filter(event -> event.event() != null)
                .collectList()
                .block(PATIENCE));

        assertThat(events).hasSizeGreaterThan(1);
        StringBuilder streamed = new StringBuilder();
        for (ServerSentEvent<JsonNode> event : events) {
            if ("delta".equals(event.event()) && event.data() != null) {
                streamed.append(event.data().get("text").stringValue());
            }
        }
        ServerSentEvent<JsonNode> last = events.get(events.size() - 1);
        assertThat(last.event()).isEqualTo("result");
        assertThat(streamed.toString())
                .isEqualTo(Objects.requireNonNull(last.data()).get("correction").stringValue())
                .isEqualTo(correct(request).get("correction").stringValue());
    }
}
