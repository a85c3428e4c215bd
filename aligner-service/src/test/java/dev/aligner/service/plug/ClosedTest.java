package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Action;
import dev.aligner.core.Correction;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Hosts that are to deliver no answer that the corrector could not look at: each call about one ends with a 5xx. */
class ClosedTest extends PlugTestBase {
    private static final String CALL_ID = "x-aligner-call-id";

    @BeforeEach
    void closed() {
        set("on-failure", "closed");
    }

    private void asked() {
        reply("/beta/litellm_basic_guardrail_api", recorded("litellm-request.json"));
        reply("/integrations/agentgateway/request", recorded("agentgateway-request.json"), CALL_ID, "7");
    }

    private void notCorrected(String path, String body, String reason) {
        JsonNode problem = JSON.readTree(post(path, body, CALL_ID, "7")
                .expectStatus()
                .isEqualTo(502)
                .expectBody()
                .returnResult()
                .getResponseBody());
        assertThat(problem.get("code").stringValue()).isEqualTo(reason);
        assertThat(problem.get("detail").stringValue()).endsWith(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "litellm,      /beta/litellm_basic_guardrail_api,   litellm-response",
        "agentgateway, /integrations/agentgateway/response, agentgateway-response",
        "kong,         /integrations/kong,                  kong-output",
        "guardrail,    /guardrail/default/version/1/apply,  guardrail-output"
    })
    void anAnswerThatIsTooLongIsNotDelivered(String plug, String path, String call) {
        limit("answer-chars", "5");
        asked();

        notCorrected(path, recorded(call + ".json"), "too_large");

        assertThat(requests).isEmpty();
        assertThat(count("aligner.plug.requests", "plug", plug, "action", "failed"))
                .isOne();
    }

    @Test
    void anAnswerOfPortkeysThatIsTooLargeIsNotDelivered() {
        limit("body", "1KB");
        String large = recorded("portkey-after.json").replace("It is six.", "It is six. ".repeat(200));

        notCorrected("/integrations/portkey", large, "too_large");
        notCorrected(
                "/integrations/portkey",
                recorded("portkey-after.json").replace("\"isStreamingRequest\":false", "\"isStreamingRequest\":true"),
                "unsupported_format");
    }

    @ParameterizedTest
    @CsvSource({
        "/beta/litellm_basic_guardrail_api,   litellm-response",
        "/integrations/agentgateway/response, agentgateway-response",
        "/integrations/kong,                  kong-output",
        "/guardrail/default/version/1/apply,  guardrail-output",
        "/integrations/portkey,               portkey-after"
    })
    void anAnswerWhoseCorrectionIsOfNoUseIsNotDelivered(String path, String call) {
        asked();
        corrector = request -> Mono.just(Correction.unchanged(
                "stub",
                Action.BYPASSED,
                request.answer(),
                Reason.EMPTY_OUTPUT,
                FinishReason.STOP,
                1,
                Usage.NOTHING,
                Timings.NOTHING));

        notCorrected(path, recorded(call + ".json"), "empty_output");
    }

    @Test
    void whatIsNoTextForTheCorrectorIsDelivered() {
        assertThat(reply("/integrations/kong", recorded("kong-output.json").replace("\"question\"", "\"other\"")))
                .contains("\"block\":false", "no_question");
        assertThat(reply(
                        "/integrations/portkey",
                        recorded("portkey-after.json")
                                .replace("\"requestType\":\"chatComplete\"", "\"requestType\":\"embed\"")))
                .contains("\"verdict\":true");
    }
}
