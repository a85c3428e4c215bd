package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The rows are the examples of the tools' own documentation, see the layouts' Javadoc. */
class LayoutsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Origin ORIGIN = new Origin(Scripted.POLICY, new ModelName("c", null), 7);

    private static final Outcome.Sampled SINGLE = sample(Question.of("What color is the sky?"));
    private static final Outcome.Sampled MULTI = sample(new Question(List.of(
            new Message(Message.Role.SYSTEM, "Be brief."),
            new Message(Message.Role.USER, "Hi"),
            new Message(Message.Role.ASSISTANT, "Hello"),
            new Message(Message.Role.USER, "What color is the sky?"))));
    private static final Outcome.Sampled UNEVEN = sample(new Question(
            List.of(new Message(Message.Role.USER, "Hi"), new Message(Message.Role.USER, "What color is the sky?"))));

    @Test
    void trlConversational() {
        assertRow(PreferenceLayout.TRL, SINGLE, """
                {"prompt": [{"role": "user", "content": "What color is the sky?"}],
                 "chosen": [{"role": "assistant", "content": "It is blue."}],
                 "rejected": [{"role": "assistant", "content": "It is green."}]}""");
    }

    @Test
    void trlStandard() {
        assertRow(PreferenceLayout.TRL_STANDARD, SINGLE, """
                {"prompt": "What color is the sky?", "chosen": "It is blue.", "rejected": "It is green."}""");
        assertThat(PreferenceLayout.TRL_STANDARD.row(MULTI, Verdict.KEPT, ORIGIN))
                .isEmpty();
    }

    @Test
    void llamaFactorySharegpt() {
        assertRow(PreferenceLayout.LLAMA_FACTORY, MULTI, """
                {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"},
                                   {"from": "human", "value": "What color is the sky?"}],
                 "system": "Be brief.",
                 "chosen": {"from": "gpt", "value": "It is blue."},
                 "rejected": {"from": "gpt", "value": "It is green."}}""");
        assertThat(PreferenceLayout.LLAMA_FACTORY.row(UNEVEN, Verdict.KEPT, ORIGIN))
                .isEmpty();
    }

    @Test
    void llamaFactoryDescriptionNamesTheFileAndItsColumns() {
        JsonNode info = JSON.readTree(PreferenceLayout.DATASET_INFO).get("aligner_pairs");
        ObjectNode row =
                PreferenceLayout.LLAMA_FACTORY.row(SINGLE, Verdict.KEPT, ORIGIN).orElseThrow();

        assertThat(info.get("file_name").stringValue()).isEqualTo(PreferenceLayout.LLAMA_FACTORY.file());
        assertThat(info.get("columns"))
                .allSatisfy(column -> assertThat(row.has(column.stringValue())).isTrue());
    }

    @Test
    void axolotlChatTemplate() {
        assertRow(PreferenceLayout.AXOLOTL, MULTI, """
                {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"},
                              {"role": "assistant", "content": "Hello"},
                              {"role": "user", "content": "What color is the sky?"}],
                 "chosen": {"role": "assistant", "content": "It is blue."},
                 "rejected": {"role": "assistant", "content": "It is green."}}""");
        assertThat(PreferenceLayout.AXOLOTL_CONFIG).contains("path: " + PreferenceLayout.AXOLOTL.file());
    }

    @Test
    void ownRows() {
        assertRow(PreferenceLayout.OWN, SINGLE, """
                {"question": "What color is the sky?", "chosen": "It is blue.", "rejected": "It is green."}""");
    }

    @Test
    void targetsAsMessages() {
        assertRow(TargetLayout.MESSAGES, SINGLE, """
                {"messages": [{"role": "user", "content": "What color is the sky?"},
                              {"role": "assistant", "content": "It is blue."}]}""");
    }

    @Test
    void targetsAsAlpaca() {
        assertRow(TargetLayout.ALPACA, MULTI, """
                {"instruction": "What color is the sky?", "input": "", "output": "It is blue.",
                 "system": "Be brief.", "history": [["Hi", "Hello"]]}""");
        assertThat(TargetLayout.ALPACA.row(UNEVEN, Verdict.KEPT, ORIGIN)).isEmpty();
    }

    @Test
    void everyRowSaysWhereItComesFrom() {
        String expected = """
                {"key":"%s","unchanged":false,"flag":"no preference: the corrector left the answer alone",\
                "edit_ratio":0.25,"margin":3.5,"policy":{"id":"shouter","digest":"p1"},\
                "corrector":{"id":"c","digest":null},"seed":7,"answer_given":false}""".formatted(SINGLE.prompt().key());

        Stream.<RowLayout>concat(Stream.of(PreferenceLayout.values()), Stream.of(TargetLayout.values()))
                .map(layout -> layout.row(SINGLE, Verdict.FLAGGED, ORIGIN).orElseThrow())
                .forEach(row -> assertThat(row.get("aligner")).hasToString(expected));
    }

    private static void assertRow(RowLayout layout, Outcome.Sampled sample, String expected) {
        ObjectNode row = layout.row(sample, Verdict.KEPT, ORIGIN).orElseThrow();
        row.remove("aligner");
        assertThat((JsonNode) row).isEqualTo(JSON.readTree(expected));
    }

    private static Outcome.Sampled sample(Question question) {
        return new Outcome.Sampled(
                Prompt.of(question, null, null),
                new Policy.Answer("It is green.", false),
                new Corrections.Corrected("It is blue.", 0.25, 3.5, null));
    }
}
