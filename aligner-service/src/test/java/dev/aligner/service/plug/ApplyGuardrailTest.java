package dev.aligner.service.plug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplyGuardrailTest extends PlugTestBase {
    private static final String PATH = "/guardrail/default/version/1/apply";
    private static final String OUTPUT = recorded("guardrail-output.json");

    private static String none(String why) {
        return "{\"action\":\"NONE\",\"actionReason\":\"aligner: " + why
                + "\",\"outputs\":[],\"assessments\":[],\"usage\":{}}";
    }

    @Test
    void theGuardedTextsAreCorrectedForTheQuery() {
        String reply = reply(PATH, OUTPUT);

        var tree = JSON.readTree(reply);
        assertThat(tree.get("action").stringValue()).isEqualTo("GUARDRAIL_INTERVENED");
        assertThat(tree.get("actionReason").stringValue()).isEqualTo("aligner: corrected");
        assertThat(tree.get("outputs").toString())
                .isEqualTo("[{\"text\":\"eight legs.\"},{\"text\":\"That is all.\"}]");
        assertThat(tree.get("guardrailCoverage").toString())
                .isEqualTo("{\"textCharacters\":{\"guarded\":21,\"total\":59}}");
        assertThat(tree.get("usage").isEmpty()).isTrue();
        assertThat(requests).hasSize(2).allSatisfy(request -> {
            assertThat(request.question().lastTurn()).isEqualTo("How many legs has a spider?");
            assertThat(request.instruction()).isNull();
        });
    }

    @Test
    void anInterventionIsNoBlockAndDoesNotRepeatWhatWasTakenOut() {
        String reply = reply(PATH, OUTPUT);

        var regex = JSON.readTree(reply)
                .get("assessments")
                .get(0)
                .get("sensitiveInformationPolicy")
                .get("regexes")
                .get(0);
        assertThat(regex.get("action").stringValue()).isEqualTo("ANONYMIZED");
        assertThat(regex.get("match").stringValue()).isEmpty();
        assertThat(reply).doesNotContain("BLOCKED", "six");
    }

    @Test
    void theIdIsTheNameOfAnInstruction() {
        set("instruction", "polite");
        reply("/guardrail/safe/version/DRAFT/apply", OUTPUT);
        reply(PATH, OUTPUT);

        assertThat(requests)
                .extracting(request -> request.instruction())
                .containsExactly("safe", "safe", "polite", "polite");
        refused("/guardrail/rude/version/1/apply", OUTPUT, "id");
        post("/guardrail/safe/version/latest/apply", OUTPUT).expectStatus().isNotFound();
    }

    @Test
    void whatIsNotAnAnswerToCorrectPasses() {
        assertThat(reply(PATH, OUTPUT.replace("\"OUTPUT\"", "\"INPUT\""))).isEqualTo(none("no change"));
        assertThat(reply(PATH, OUTPUT.replace("[\"query\"]", "[]"))).isEqualTo(none("no_question"));
        assertThat(requests).isEmpty();
        assertThat(reply(PATH, OUTPUT.replace("six", "eight"))).isEqualTo(none("no change"));
    }

    @Test
    void openItLetsAnAnswerPassAndSaysWhy() {
        corrector = failing(ErrorCode.QUEUE_FULL);

        assertThat(reply(PATH, OUTPUT)).isEqualTo(none("queue_full"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"source":"OUTPUT"}                                                                | content
            {"content":[]}                                                                     | source
            {"source":"OUTPUT","content":[{"text":{"text":"a"}},{"text":{}}]}                  | content[1].text.text
            {"source":"OUTPUT","content":[{"text":{"text":"a","qualifiers":"query"}}]}         | content[0].text.qualifiers
            """)
    void whatIsNotACallIsRefusedByField(String body, String field) {
        refused(PATH, body, field);
    }
}
