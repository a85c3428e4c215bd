package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import tools.jackson.databind.JsonNode;

class StreamHttpTest extends HttpTestBase {

    private List<ServerSentEvent<String>> events(String body, MediaType accept) {
        List<ServerSentEvent<String>> events = client().post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(accept)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .getResponseBody()
                .filter(event -> event.event() != null)
                .collectList()
                .block();
        return events == null ? List.of() : events;
    }

    private static JsonNode data(ServerSentEvent<String> event) {
        return JSON.readTree(String.valueOf(event.data()));
    }

    @Test
    void theDeltasJoinedAreTheResultsCorrection() {
        List<ServerSentEvent<String>> events = events(body(",\"stream\":true"), MediaType.ALL);
        ServerSentEvent<String> last = events.get(events.size() - 1);
        StringBuilder text = new StringBuilder();
        for (ServerSentEvent<String> event : events.subList(0, events.size() - 1)) {
            assertThat(event.event()).isEqualTo("delta");
            text.append(data(event).get("text").stringValue());
        }
        assertThat(last.event()).isEqualTo("result");
        assertThat(data(last).get("correction").stringValue())
                .isEqualTo(text.toString())
                .isEqualTo(FakeCorrector.corrected(ANSWER));
    }

    @Test
    void acceptAloneAsksForEvents() {
        List<ServerSentEvent<String>> events = events(body(""), MediaType.TEXT_EVENT_STREAM);
        assertThat(events.get(events.size() - 1).event()).isEqualTo("result");
    }

    @Test
    void aFailureAfterTheFirstPieceIsTheLastEvent() {
        List<ServerSentEvent<String>> events = events(body(",\"stream\":true,\"instruction\":\"fail\""), MediaType.ALL);
        ServerSentEvent<String> last = events.get(events.size() - 1);
        assertThat(last.event()).isEqualTo("error");
        assertThat(data(last).get("code").stringValue()).isEqualTo("model_failed");
        assertThat(data(last).get("status").intValue()).isEqualTo(500);
        assertThat(data(last).get("detail").stringValue()).doesNotContain("tensor");
    }

    @Test
    void aFailureBeforeTheStreamIsAPlainProblem() {
        problem(post(body(",\"stream\":true,\"strength\":3")), 422, "invalid_field");
        problem(post(body(",\"stream\":true,\"instruction\":\"refuse\"")), 422, "invalid_field");
    }
}
