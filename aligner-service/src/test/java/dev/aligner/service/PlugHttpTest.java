package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The plugs in the whole service, beside a route that takes every path that is not ours. */
@TestPropertySource(
        properties = {
            "aligner.plugs.enabled=litellm,guardrail,kong",
            "aligner.plugs.deadline.litellm=60s",
            "aligner.plugs.deadline.guardrail=60s",
            "aligner.plugs.deadline.kong=200ms",
            "aligner.routes.all.upstream=http://localhost:1"
        })
class PlugHttpTest extends HttpTestBase {
    private static final String LITELLM = "/beta/litellm_basic_guardrail_api";

    @Autowired
    private MeterRegistry meters;

    private WebTestClient.ResponseSpec call(String path, String body) {
        return client().post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static String text(WebTestClient.ResponseSpec response) {
        byte[] body = response.expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(Objects.requireNonNull(body), StandardCharsets.UTF_8);
    }

    private void ask(String id) {
        String request = "{\"input_type\":\"request\",\"litellm_call_id\":\"" + id
                + "\",\"structured_messages\":[{\"role\":\"user\",\"content\":\"" + QUESTION + "\"}]}";
        assertThat(text(call(LITELLM, request))).isEqualTo("{\"action\":\"NONE\"}");
    }

    private WebTestClient.ResponseSpec answer(String id) {
        return call(
                LITELLM,
                "{\"input_type\":\"response\",\"litellm_call_id\":\"" + id + "\",\"texts\":[\"" + ANSWER + "\"]}");
    }

    @Test
    void anAnswerIsCorrected() {
        ask("one");

        WebTestClient.ResponseSpec response = answer("one");

        response.expectHeader()
                .valueEquals("x-aligner-action", "CORRECTED")
                .expectHeader()
                .exists("X-Request-Id");
        assertThat(text(response))
                .isEqualTo("{\"action\":\"GUARDRAIL_INTERVENED\",\"texts\":[\"" + FakeCorrector.corrected(ANSWER)
                        + "\"]}");
        assertThat(meters.get("aligner.plug.requests")
                        .tags("plug", "litellm", "action", "corrected")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void anAnswerThatTakesTooLongPassesAndTheCorrectorIsToldToStop() throws InterruptedException {
        corrector.hold();

        WebTestClient.ResponseSpec response = call(
                "/integrations/kong",
                "{\"source\":\"OUTPUT\",\"question\":\"" + QUESTION + "\",\"content\":\"" + ANSWER + "\"}");

        response.expectHeader().valueEquals("x-aligner-reason", "deadline");
        assertThat(text(response))
                .startsWith("{\"block\":false,\"action\":\"BYPASSED\",")
                .endsWith("\"deadline\"}");
        assertThat(corrector.awaitCancellations(1)).isTrue();
    }

    @Test
    void namesAreThoseThatTheCorrectorKnows() {
        String body = "{\"source\":\"OUTPUT\",\"content\":[{\"text\":{\"text\":\"q\",\"qualifiers\":[\"query\"]}},"
                + "{\"text\":{\"text\":\"" + ANSWER + "\"}}]}";

        assertThat(text(call("/guardrail/safe/version/1/apply", body))).contains("GUARDRAIL_INTERVENED");
        assertThat(problem(call("/guardrail/rude/version/1/apply", body), 422, "invalid_field")
                        .get("detail")
                        .stringValue())
                .endsWith("of safe)");
    }

    @Test
    void thePathOfAPlugThatIsNotEnabledBelongsToTheRoute() {
        call("/integrations/portkey", "{}").expectStatus().isEqualTo(502);
        call(LITELLM, "{}").expectStatus().isEqualTo(422);
    }

    @Test
    void theDocumentIsAboutOurOwnInterfaceAlone() {
        assertThat(json(client().get().uri("/v3/api-docs").exchange())
                        .get("paths")
                        .propertyNames())
                .doesNotContain(LITELLM)
                .contains("/v1/corrections");
    }
}
