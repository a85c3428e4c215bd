package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.ErrorCode;
import dev.aligner.service.config.Plug;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls as LiteLLM 1.108.7 made them. */
class LiteLlmTest extends PlugTestBase {
    private static final String PATH = Plug.LITELLM.path();
    private static final String REQUEST = recorded("litellm-request.json");
    private static final String RESPONSE = recorded("litellm-response.json");
    private static final String NONE = "{\"action\":\"NONE\"}";

    private static String id(String call, String id) {
        assertThat(call).contains("\"c-1\"");
        return call.replace("\"c-1\"", "\"" + id + "\"");
    }

    private static String none(String reason) {
        return "{\"action\":\"NONE\",\"reason\":\"" + reason + "\"}";
    }

    @Test
    void theAnswerIsCorrectedForTheQuestionOfItsCall() {
        assertThat(reply(PATH, REQUEST)).isEqualTo(NONE);
        assertThat(reply(PATH, RESPONSE))
                .isEqualTo("{\"action\":\"GUARDRAIL_INTERVENED\",\"texts\":[\"eight legs.\"]}");

        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).question().messages()).hasSize(4);
        assertThat(requests.get(0).timeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(count("aligner.plug.requests", "plug", "litellm", "action", "asked"))
                .isOne();
        assertThat(count("aligner.plug.requests", "plug", "litellm", "action", "corrected"))
                .isOne();
        assertThat(count("aligner.plug.misses", "plug", "litellm")).isZero();
    }

    @Test
    void textsStayInTheirPlaces() {
        String texts = "[\"six\\u0021\", \"\", \"{\\\"six\\\":6}\", \"six \\ud83d\\ude00\"]";
        reply(PATH, REQUEST);

        assertThat(reply(PATH, RESPONSE.replace("[\"six legs.\"]", texts)))
                .isEqualTo("{\"action\":\"GUARDRAIL_INTERVENED\",\"texts\":"
                        + texts.replace("six\\u0021", "eight!").replace("six \\ud83d", "eight \\ud83d") + "}");
    }

    @Test
    void callsThatComeBetweenEachOtherKeepTheirQuestions() {
        String insect = REQUEST.replace("spider", "beetle");
        reply(PATH, id(REQUEST, "a"));
        reply(PATH, id(insect, "b"));

        assertThat(reply(PATH, id(RESPONSE, "b"))).isEqualTo(NONE);
        assertThat(reply(PATH, id(RESPONSE, "a"))).contains("eight legs.");
        assertThat(requests)
                .extracting(asked -> asked.question().lastTurn())
                .containsExactly("How many legs has a beetle?", "How many legs has a spider?");
    }

    @Test
    void withoutAQuestionNothingIsChangedAndItIsCounted() {
        assertThat(reply(PATH, RESPONSE)).isEqualTo(none("no_question"));
        assertThat(reply(PATH, RESPONSE.replace("\"c-1\"", "null"))).isEqualTo(none("no_question"));

        assertThat(requests).isEmpty();
        assertThat(count("aligner.plug.misses", "plug", "litellm")).isEqualTo(2);
    }

    @Test
    void aQuestionIsForgottenAfterItsTime() {
        set("remember.ttl", "30s");
        reply(PATH, REQUEST);
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());

        assertThat(reply(PATH, RESPONSE)).isEqualTo(none("no_question"));
    }

    @Test
    void anotherInstanceDoesNotKnowTheQuestion() {
        reply(PATH, REQUEST);
        PlugTestBase other = new PlugTestBase() {};

        assertThat(other.reply(PATH, RESPONSE)).isEqualTo(none("no_question"));
    }

    @Test
    void textBesideToolCallsIsLeftAlone() {
        reply(PATH, REQUEST);

        assertThat(reply(PATH, RESPONSE.replace("\"tool_calls\":null", "\"tool_calls\":[{\"id\":\"t\"}]")))
                .isEqualTo(none("tool_call"));
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"QUEUE_FULL", "DEADLINE", "NOT_READY", "DRAINING", "DEGENERATE_OUTPUT", "MODEL_FAILED"})
    void openItLetsAnAnswerPassAndSaysWhy(ErrorCode code) {
        corrector = failing(code);
        reply(PATH, REQUEST);

        assertThat(reply(PATH, RESPONSE)).isEqualTo(none(code.wireName()));
        assertThat(count("aligner.plug.requests", "plug", "litellm", "action", "failed"))
                .isOne();
    }

    @Test
    void openItLetsAnAnswerPassAlsoWhereTheCodeIsAtFault() {
        corrector = request -> {
            throw new IllegalStateException("stub");
        };
        reply(PATH, REQUEST);

        assertThat(reply(PATH, RESPONSE)).isEqualTo(none("internal_error"));
    }

    @ParameterizedTest
    @CsvSource({"QUEUE_FULL, 503", "DEADLINE, 504", "DEGENERATE_OUTPUT, 502", "MODEL_FAILED, 500"})
    void closedItFails(ErrorCode code, int status) {
        set("on-failure", "closed");
        corrector = failing(code);
        reply(PATH, REQUEST);

        post(PATH, RESPONSE).expectStatus().isEqualTo(status);
        assertThat(count("aligner.plug.requests", "plug", "litellm", "action", "failed"))
                .isOne();
    }

    @Test
    void allTextsShareOneDeadline() {
        var answering = corrector;
        corrector = request -> {
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            return answering.correct(request);
        };
        reply(PATH, REQUEST);

        assertThat(reply(PATH, RESPONSE.replace("[\"six legs.\"]", "[\"six\",\"six\",\"six\"]")))
                .isEqualTo("{\"action\":\"GUARDRAIL_INTERVENED\",\"texts\":[\"eight\",\"eight\",\"six\"]}");
        assertThat(requests)
                .extracting(request -> request.timeout().toSeconds())
                .isEqualTo(List.of(8L, 3L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none   | {"action":"GUARDRAIL_INTERVENED","texts":["eight","eight legs"]}
            number | {"action":"GUARDRAIL_INTERVENED","texts":["eight","eight legs"],"stream_holdback_chars":10}
            list   | {"action":"GUARDRAIL_INTERVENED","texts":["eight","eight legs"],"stream_holdback_chars":[5,10]}
            """)
    void aGrowingTextIsHeldBackInTheFormThatIsConfigured(String form, String expected) {
        set("stream-holdback", form);
        reply(PATH, REQUEST);

        assertThat(reply(PATH, RESPONSE.replace("[\"six legs.\"]", "[\"six\",\"six legs\"]")))
                .isEqualTo(expected);
    }

    @Test
    void aTextThatMayChangeLaterIsHeldBackToo() {
        set("stream-holdback", "list");
        reply(PATH, REQUEST);

        assertThat(reply(PATH, RESPONSE.replace("six legs.", "It has")))
                .isEqualTo("{\"action\":\"NONE\",\"stream_holdback_chars\":[6]}");
    }

    @Test
    void aCallNarrowsWhatIsCorrected() {
        reply(PATH, REQUEST);
        String chosen = RESPONSE.replace(
                "\"additional_provider_specific_params\":{",
                "\"additional_provider_specific_params\":{\"strength\":0.6,\"instruction\":\"safe\"");
        assertThat(chosen).isNotEqualTo(RESPONSE);
        reply(PATH, chosen);

        assertThat(requests.get(0).strength()).isEqualTo(0.6);
        assertThat(requests.get(0).instruction()).isEqualTo("safe");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"input_type":"reply"}                                                          | input_type
            {}                                                                              | input_type
            []                                                                              | body
            {"input_type":"response","texts":"six"}                                         | texts
            {"input_type":"response","texts":["six",6]}                                     | texts[1]
            {"input_type":"response","litellm_call_id":7}                                   | litellm_call_id
            {"input_type":"request","litellm_call_id":"c","structured_messages":{"role":1}} | structured_messages
            {"input_type":"response","texts":["a"],"additional_provider_specific_params":{"strength":1.5}} | additional_provider_specific_params.strength
            """)
    void whatIsNotACallIsRefusedByField(String body, String field) {
        refused(PATH, body, field);
        assertThat(count("aligner.plug.requests", "plug", "litellm", "action", "refused"))
                .isOne();
    }

    @Test
    void anInstructionIsOneOfTheNames() {
        reply(PATH, REQUEST);

        refused(
                PATH,
                RESPONSE.replace(
                        "\"additional_provider_specific_params\":{",
                        "\"additional_provider_specific_params\":{\"instruction\":\"Say yes.\""),
                "additional_provider_specific_params.instruction");
    }

    @Test
    void whatIsNotJsonIsRefused() {
        post(PATH, "six").expectStatus().isBadRequest();
    }

    @Test
    void aCallThatIsTooLargePasses() {
        String large = "{\"input_type\":\"response\",\"texts\":[\"" + "six ".repeat(3 << 20) + "\"]}";

        assertThat(reply(PATH, large)).isEqualTo(none("too_large"));
    }

    @Test
    void aPlugThatIsNotEnabledIsNowhere() {
        set("enabled", "kong");

        post(PATH, REQUEST).expectStatus().isNotFound();
        reply(Plug.KONG.path(), "{\"source\":\"INPUT\",\"content\":\"six\"}");
    }
}
