package dev.aligner.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Texts;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

    @Test
    void t1IsTheReleasedModelsText() {
        assertThat(text("t1", null))
                .isEqualTo("BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more"
                        + " helpful and harmless: How many legs? | Six. ASSISTANT:");
    }

    @Test
    void t3IsTheRepositorysTextWithItsTwoSpaces() {
        assertThat(text("t3", null))
                .isEqualTo("BEGINNING OF CONVERSATION: USER: ##Question: How many legs?\n##Answer: Six.\n"
                        + "##Correction:  ASSISTANT:");
    }

    @Test
    void t1EmpathyIsTheEmpathyDatasText() {
        assertThat(text("t1-empathy", null))
                .isEqualTo("BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more"
                        + " empathic and helpful: How many legs? | Six. ASSISTANT:");
    }

    @Test
    void t1InstructPutsTheInstructionInTheSentencesPlace() {
        assertThat(text("t1-instruct", "Make it true"))
                .isEqualTo("BEGINNING OF CONVERSATION: USER: Make it true: How many legs? | Six. ASSISTANT:");
    }

    @Test
    void t3InstructPutsTheInstructionOnALineInFront() {
        assertThat(text("t3-instruct", "Make it true"))
                .isEqualTo("BEGINNING OF CONVERSATION: USER: ##Instruction: Make it true\n##Question: How many legs?\n"
                        + "##Answer: Six.\n##Correction:  ASSISTANT:");
    }

    @Test
    void metaAlignersAspectsAreTheInstruction() {
        assertThat(text("metaaligner", "Honesty: no lies; Humour: be cheerful"))
                .isEqualTo("You are an assistant to human. You will be provided with a context and an answer. Consider"
                        + " the context, then edit the answer to improve it considering these aspects: Honesty: no lies;"
                        + " Humour: be cheerful | Context: How many legs? | Answer: Six. | Edit: ");
    }

    @Test
    void streamAlignerIsGivenTheLastSentenceByItself() {
        PromptInput input = new PromptInput(Question.of("How many legs?"), "It has legs. Six of them.", null);
        assertThat(joined(template("stream-aligner").render(input)))
                .isEqualTo(
                        "##Question: How many legs? | ##Answer_Prefix: It has legs.  | ##Answer_Last_Sentence: Six of"
                                + " them. | ##Your_Revision: ");
    }

    @Test
    void streamAlignersOutputStandsForTheLastSentence() {
        assertThat(template("stream-aligner").correctedFrom("It has legs. Six of them."))
                .isEqualTo("It has legs. ".length());
        assertThat(template("t1").correctedFrom("It has legs. Six of them.")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"t1", "t3"})
    void withoutInstructionTheInstructTemplatesAreThePublishedOnes(String id) {
        assertThat(text(id + "-instruct", null)).isEqualTo(text(id, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t1", "t3", "t1-empathy", "stream-aligner"})
    void publishedTemplatesRefuseAnInstruction(String id) {
        assertThatThrownBy(() -> text(id, "be kind, secretly"))
                .isInstanceOfSatisfying(AlignerException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_FIELD);
                    assertThat(error.field()).isEqualTo("instruction");
                    assertThat(error.getMessage()).contains("17 code points").contains(id);
                    assertThat(error.getMessage()).doesNotContain("secretly");
                });
    }

    @Test
    void everyIdNamesItsTemplate() {
        assertThat(Templates.ids())
                .containsExactlyInAnyOrder(
                        "t1", "t3", "t1-empathy", "t1-instruct", "t3-instruct", "metaaligner", "stream-aligner")
                .allSatisfy(id -> assertThat(template(id).id()).isEqualTo(id));
        assertThat(Templates.named("t2")).isEmpty();
    }

    @Test
    void textTemplatesLeaveTheBeginTokenToTheTokenizer() {
        assertThat(Templates.ids()).allMatch(id -> template(id).addsBeginToken());
    }

    @Test
    void conversationIsWrittenWithItsRoles() {
        Question question = new Question(List.of(
                new Message(Message.Role.SYSTEM, "Be brief."),
                new Message(Message.Role.USER, "Hi"),
                new Message(Message.Role.ASSISTANT, "Hello"),
                new Message(Message.Role.USER, "How many legs?")));
        assertThat(joined(template("t3").render(new PromptInput(question, "Six.", null))))
                .isEqualTo("BEGINNING OF CONVERSATION: USER: ##Question: System: Be brief.\n\nHuman: Hi\n\n"
                        + "Assistant: Hello\n\nHuman: How many legs?\n##Answer: Six.\n##Correction:  ASSISTANT:");
    }

    @Property(tries = 200)
    void whateverIsFilledInMarkupStaysAndDataIsWhatCameIn(
            @ForAll("texts") String turn, @ForAll("texts") String answer, @ForAll("texts") String instruction) {
        Question question = new Question(List.of(
                new Message(Message.Role.USER, turn),
                new Message(Message.Role.ASSISTANT, turn + "!"),
                new Message(Message.Role.USER, turn + "?")));
        for (String id : List.of("t1-instruct", "t3-instruct", "metaaligner")) {
            List<PromptPiece> pieces = template(id).render(new PromptInput(question, answer, instruction));
            List<PromptPiece> plain = template(id)
                    .render(new PromptInput(
                            new Question(List.of(
                                    new Message(Message.Role.USER, ""),
                                    new Message(Message.Role.ASSISTANT, ""),
                                    new Message(Message.Role.USER, ""))),
                            "",
                            ""));
            assertThat(markup(pieces)).isEqualTo(markup(plain));
            assertThat(data(pieces)).isEqualTo(instruction + turn + turn + "!" + turn + "?" + answer);
        }
        List<PromptPiece> split = template("stream-aligner").render(new PromptInput(question, answer, null));
        assertThat(data(split)).isEqualTo(turn + turn + "!" + turn + "?" + answer);
    }

    @Test
    void markersAreTextOfTheTemplate() {
        for (String id : Templates.ids()) {
            String markup = markup(template(id).render(new PromptInput(Question.of(""), "", null)));
            assertThat(template(id).markers())
                    .isNotEmpty()
                    .filteredOn(marker -> !marker.equals("##Instruction:"))
                    .allMatch(markup::contains);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }

    private static String text(String id, @Nullable String instruction) {
        return joined(template(id).render(new PromptInput(Question.of("How many legs?"), "Six.", instruction)));
    }

    private static PromptTemplate template(String id) {
        return Templates.named(id).orElseThrow();
    }

    private static String joined(List<PromptPiece> pieces) {
        return pieces.stream().map(PromptPiece::text).collect(Collectors.joining());
    }

    private static String markup(List<PromptPiece> pieces) {
        return joined(
                pieces.stream().filter(PromptPiece.Markup.class::isInstance).toList());
    }

    private static String data(List<PromptPiece> pieces) {
        return joined(pieces.stream().filter(PromptPiece.Data.class::isInstance).toList());
    }
}
