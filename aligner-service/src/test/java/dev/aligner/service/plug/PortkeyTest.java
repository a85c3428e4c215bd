package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.ErrorCode;
import dev.aligner.service.config.Plug;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Calls as Portkey's gateway 1.15.2 made them. */
class PortkeyTest extends PlugTestBase {
    private static final String PATH = Plug.PORTKEY.path();
    private static final String AFTER = recorded("portkey-after.json");

    private JsonNode data(String reply) {
        JsonNode tree = JSON.readTree(reply);
        assertThat(tree.get("verdict").booleanValue()).isTrue();
        assertThat(tree.get("data").get("aligner_id").stringValue()).startsWith("corr_");
        return tree.get("data");
    }

    private void passes(String body, String reason) {
        String reply = reply(PATH, body);
        assertThat(reply).doesNotContain("transformedData");
        assertThat(data(reply).get("action").stringValue()).isEqualTo("BYPASSED");
        assertThat(data(reply).get("reason").stringValue()).isEqualTo(reason);
    }

    @Test
    void theWholeAnswerGoesBackWithAllItsChoices() {
        String reply = reply(PATH, AFTER);

        String answer = AFTER.substring(AFTER.indexOf("{\"id\":\"c1\""), AFTER.indexOf(",\"text\":\"six legs.\""));
        assertThat(answer).contains("9223372036854775807", "1.0", "six legs.", "It is six.");
        assertThat(reply)
                .startsWith("{\"verdict\":true,\"transformedData\":{\"response\":{\"json\":"
                        + answer.replace("six", "eight") + "}},\"data\":{\"aligner_id\":\"corr_");
        assertThat(data(reply).get("action").stringValue()).isEqualTo("CORRECTED");
        assertThat(requests).hasSize(2).allSatisfy(request -> {
            assertThat(request.question().lastTurn()).isEqualTo("How many legs has a spider?");
            assertThat(request.timeout()).isEqualTo(Duration.ofMillis(2400));
        });
    }

    @Test
    void aGoodAnswerIsNotSentBack() {
        String reply = reply(PATH, AFTER.replace("six", "eight"));

        assertThat(reply).doesNotContain("transformedData");
        assertThat(data(reply).get("action").stringValue()).isEqualTo("NONE");
    }

    @Test
    void aQuestionPasses() {
        assertThat(reply(PATH, recorded("portkey-before.json"))).isEqualTo("{\"verdict\":true}");
        assertThat(requests).isEmpty();
    }

    @Test
    void whatIsNotAnAnswerToCorrectPasses() {
        passes(AFTER.replace("\"statusCode\":200", "\"statusCode\":429"), "non_2xx");
        passes(AFTER.replace("\"isStreamingRequest\":false", "\"isStreamingRequest\":true"), "unsupported_format");
        passes(AFTER.replace("\"requestType\":\"chatComplete\"", "\"requestType\":\"embed\""), "unsupported_format");
        passes(AFTER.replace("\"role\":\"user\"", "\"role\":\"tool\""), "no_question");
        assertThat(requests).isEmpty();
        assertThat(count("aligner.plug.misses", "plug", "portkey")).isOne();
    }

    @Test
    void openItLetsAnAnswerPassAndSaysWhy() {
        corrector = failing(ErrorCode.QUEUE_FULL);

        passes(AFTER, "queue_full");
    }

    @Test
    void closedItFails() {
        set("on-failure", "closed");
        corrector = failing(ErrorCode.QUEUE_FULL);

        post(PATH, AFTER).expectStatus().isEqualTo(503).expectHeader().exists("Retry-After");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"eventType":"duringRequestHook"} | eventType
            {"eventType":"afterRequestHook"}  | request
            {"eventType":"afterRequestHook","request":{}} | response
            {"eventType":"afterRequestHook","requestType":"chatComplete","request":{},"response":{"statusCode":200}} | request.json
            {"eventType":"afterRequestHook","requestType":"chatComplete","request":{"json":{}},"response":{"json":[]}} | response.json
            """)
    void whatIsNotACallIsRefusedByField(String body, String field) {
        refused(PATH, body, field);
    }
}
