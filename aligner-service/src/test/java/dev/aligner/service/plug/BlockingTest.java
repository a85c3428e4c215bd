package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Answers that may not go out, in each host's own words for it. */
class BlockingTest extends PlugTestBase {
    private static final String LITELLM = "/beta/litellm_basic_guardrail_api";
    private static final String TEXT = "This cannot be shown.";

    @BeforeEach
    void policy() {
        set("block.text", TEXT);
        set("block.reasons", "model_failed,queue-full");
        corrector = failing(ErrorCode.MODEL_FAILED);
    }

    @Test
    void liteLlmBlocks() {
        reply(LITELLM, recorded("litellm-request.json"));

        assertThat(reply(LITELLM, recorded("litellm-response.json")))
                .isEqualTo("{\"action\":\"BLOCKED\",\"blocked_reason\":\"" + TEXT + "\",\"reason\":\"model_failed\"}");
        assertThat(count("aligner.plug.requests", "plug", "litellm", "action", "blocked"))
                .isOne();
    }

    @Test
    void portkeysVerdictIsFalse() {
        JsonNode reply = JSON.readTree(reply("/integrations/portkey", recorded("portkey-after.json")));

        assertThat(reply.get("verdict").booleanValue()).isFalse();
        assertThat(reply.has("transformedData")).isFalse();
        assertThat(reply.at("/data/action").stringValue()).isEqualTo("BLOCKED");
        assertThat(reply.at("/data/message").stringValue()).isEqualTo(TEXT);
    }

    @Test
    void agentgatewayRejects() {
        String id = "x-aligner-call-id";
        reply("/integrations/agentgateway/request", recorded("agentgateway-request.json"), id, "7");

        String reply = reply("/integrations/agentgateway/response", recorded("agentgateway-response.json"), id, "7");

        assertThat(reply)
                .isEqualTo("{\"action\":{\"body\":\"" + TEXT + "\",\"status_code\":403,\"reason\":\"model_failed\"}}");
        assertThat(AgentgatewayTest.meaning(reply)).isEqualTo("reject");
    }

    @Test
    void kongBlocks() {
        JsonNode reply = JSON.readTree(reply("/integrations/kong", recorded("kong-output.json")));

        assertThat(reply.get("block").booleanValue()).isTrue();
        assertThat(reply.get("block_message").stringValue()).isEqualTo(TEXT);
        assertThat(reply.get("reason").stringValue()).isEqualTo("model_failed");
    }

    @Test
    void applyGuardrailIntervenesAndSaysThatItIsABlock() {
        String path = "/guardrail/default/version/1/apply";
        JsonNode reply = JSON.readTree(reply(path, recorded("guardrail-output.json")));

        assertThat(reply.get("action").stringValue()).isEqualTo("GUARDRAIL_INTERVENED");
        assertThat(reply.get("outputs").toString()).isEqualTo("[{\"text\":\"" + TEXT + "\"}]");
        assertThat(reply.get("assessments").toString()).contains("\"action\":\"BLOCKED\"", "\"match\":\"\"");
    }

    @Test
    void anyOtherReasonLetsAnAnswerPass() {
        corrector = failing(ErrorCode.DEADLINE);

        assertThat(reply("/integrations/kong", recorded("kong-output.json"))).contains("\"block\":false", "deadline");
    }

    @Test
    void anAnswerThatNeedsTooManyEditsIsBlockedToo() {
        set("block.reasons", "");
        set("block.above", "0.1");
        PlugTestBase working = new PlugTestBase() {};
        corrector = working.corrector;

        JsonNode reply = JSON.readTree(reply("/integrations/kong", recorded("kong-output.json")));

        assertThat(reply.get("block").booleanValue()).isTrue();
        assertThat(reply.get("reason").stringValue()).isEqualTo("edit_budget");
    }

    @Test
    void aClientsMistakeIsNoReasonToBlock() {
        refused(LITELLM, "{\"input_type\":\"answer\"}", "input_type");
    }
}
