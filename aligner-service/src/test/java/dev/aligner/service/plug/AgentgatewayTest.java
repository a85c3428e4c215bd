package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.ErrorCode;
import dev.aligner.service.Snippets;
import dev.aligner.service.config.Plug;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

class AgentgatewayTest extends PlugTestBase {
    private static final String REQUEST = Plug.AGENTGATEWAY.path() + "/request";
    private static final String RESPONSE = Plug.AGENTGATEWAY.path() + "/response";
    private static final String ASKED = recorded("agentgateway-request.json");
    private static final String ANSWERED = recorded("agentgateway-response.json");
    private static final String ID = "x-aligner-call-id";

    private static String pass(String reason) {
        return "{\"action\":{\"reason\":\"" + reason + "\"}}";
    }

    /** What agentgateway makes of a reply: the first of these shapes that fits. */
    static String meaning(String reply) {
        JsonNode action = JSON.readTree(reply).get("action");
        JsonNode body = action.get("body");
        if (body != null && body.isObject() && (choices(body.get("choices")) || messages(body.get("messages")))) {
            return "mask";
        }
        boolean rejected = body != null && body.isString() && action.get("status_code") != null;
        return rejected ? "reject" : "pass";
    }

    private static boolean choices(JsonNode choices) {
        return choices != null
                && choices.isArray()
                && choices.valueStream().allMatch(choice -> message(choice.path("message")));
    }

    private static boolean messages(JsonNode messages) {
        return messages != null && messages.isArray() && messages.valueStream().allMatch(AgentgatewayTest::message);
    }

    private static boolean message(JsonNode message) {
        return message.path("role").isString() && message.path("content").isString();
    }

    @Test
    void anAnswerIsMaskedByItsCorrection() {
        assertThat(reply(REQUEST, ASKED, ID, "7")).isEqualTo(pass("no change"));

        String reply = reply(RESPONSE, ANSWERED, ID, "7");

        assertThat(reply)
                .isEqualTo("{\"action\":{\"body\":{\"choices\":[{\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"eight legs.\"}}]},\"reason\":\"corrected\"}}");
        assertThat(meaning(reply)).isEqualTo("mask");
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).question().messages()).hasSize(2);
    }

    /** By what the page has in its configuration: two paths, and the header that joins the calls. */
    @Test
    void thePageShowsHowItIsCalled() throws IOException {
        String shown = String.join("", Snippets.heldBy(AgentgatewayTest.class).values());
        JsonNode guards = JSON.valueToTree(new Yaml().<Object>load(shown)).at("/policies/ai/promptGuard");
        JsonNode asking = guards.at("/request/0/webhook/headers");
        JsonNode answering = guards.at("/response/0/webhook/headers");
        assertThat(asking.propertyNames()).containsExactlyElementsOf(answering.propertyNames());
        String header = asking.propertyNames().stream()
                .filter(name -> !name.startsWith(":"))
                .findFirst()
                .orElseThrow();

        reply(path(asking), ASKED, header, "7");

        assertThat(meaning(reply(path(answering), ANSWERED, header, "7"))).isEqualTo("mask");
    }

    /** A text of its expressions. */
    private static String path(JsonNode headers) {
        return headers.get(":path").stringValue().replace("\"", "");
    }

    @Test
    void everyChoiceIsCorrectedByItself() {
        reply(REQUEST, ASKED, ID, "7");
        String two = ANSWERED.replace("]}}", ",{\"message\":{\"role\":\"assistant\",\"content\":\"I say six\"}}]}}");

        assertThat(reply(RESPONSE, two, ID, "7")).contains("\"eight legs.\"", "\"I say eight\"");
    }

    @ParameterizedTest
    @CsvSource({"7, 8", "7, ''", "'', 7", "'', ''"})
    void withoutTheQuestionAnAnswerPasses(String asked, String answered) {
        call(REQUEST, ASKED, asked);

        String reply = call(RESPONSE, ANSWERED, answered);

        assertThat(reply).isEqualTo(pass("no_question"));
        assertThat(meaning(reply)).isEqualTo("pass");
        assertThat(count("aligner.plug.misses", "plug", "agentgateway")).isOne();
    }

    private String call(String path, String body, String id) {
        return id.isEmpty() ? reply(path, body) : reply(path, body, ID, id);
    }

    @Test
    void theHeaderCanBeAnother() {
        set("remember.header", "X-Request-Id");
        reply(REQUEST, ASKED, "x-request-id", "7");

        assertThat(meaning(reply(RESPONSE, ANSWERED, "x-request-id", "7"))).isEqualTo("mask");
    }

    @Test
    void aGoodAnswerPasses() {
        reply(REQUEST, ASKED, ID, "7");

        assertThat(reply(RESPONSE, ANSWERED.replace("six", "eight"), ID, "7")).isEqualTo(pass("no change"));
    }

    @Test
    void openItLetsAnAnswerPassAndSaysWhy() {
        corrector = failing(ErrorCode.DEADLINE);
        reply(REQUEST, ASKED, ID, "7");

        assertThat(reply(RESPONSE, ANSWERED, ID, "7")).isEqualTo(pass("deadline"));
    }

    @Test
    void whatIsNotACallIsRefusedByField() {
        refused(REQUEST, "{\"body\":{}}", "body.messages");
        refused(RESPONSE, "{\"choices\":[]}", "body.choices");
    }
}
