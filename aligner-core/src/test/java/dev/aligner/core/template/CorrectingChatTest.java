package dev.aligner.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.core.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CorrectingChatTest {
    private final PromptTemplate template = new CorrectingChat(CorrectingChatTest::format, "Correct.");

    @Test
    void questionAndAnswerStandOnLabelledLines() {
        assertThat(joined(template.render(new PromptInput(Question.of("How many legs?"), "Six.", null))))
                .isEqualTo("<system>Correct.</system><user>Question: How many legs?\nText: Six.</user><assistant>");
    }

    @Test
    void instructionStandsBetweenThem() {
        assertThat(joined(template.render(new PromptInput(Question.of("How many legs?"), "Six.", "Be kind"))))
                .isEqualTo("<system>Correct.</system><user>Question: How many legs?\nInstruction: Be kind\nText: Six."
                        + "</user><assistant>");
    }

    @Test
    void earlierTurnsStandInTheQuestionsPlace() {
        Question question = new Question(List.of(
                new Message(Message.Role.USER, "Hi"),
                new Message(Message.Role.ASSISTANT, "Hello"),
                new Message(Message.Role.USER, "Legs?")));
        assertThat(joined(template.render(new PromptInput(question, "Six.", null))))
                .contains("Question: Human: Hi\n\nAssistant: Hello\n\nHuman: Legs?\nText: Six.");
    }

    @Test
    void chatBringsItsOwnBeginToken() {
        assertThat(template.addsBeginToken()).isFalse();
    }

    @Test
    void textTemplateInsideAChatIsTheUsersTurn() {
        PromptTemplate text = Templates.named("stream-aligner").orElseThrow();
        PromptTemplate inChat = new InChat(CorrectingChatTest::format, text);
        PromptInput input = new PromptInput(Question.of("q"), "One. Two.", null);
        assertThat(joined(inChat.render(input)))
                .isEqualTo("<user>" + joined(text.render(input)) + "</user><assistant>");
        assertThat(inChat.addsBeginToken()).isFalse();
        assertThat(inChat.id()).isEqualTo("stream-aligner");
        assertThat(inChat.markers()).isEqualTo(text.markers());
        assertThat(inChat.correctedFrom("One. Two.")).isEqualTo(5);
    }

    @Property(tries = 200)
    void whateverIsFilledInMarkupStaysAndDataIsWhatCameIn(
            @ForAll("texts") String question, @ForAll("texts") String answer, @ForAll("texts") String instruction) {
        List<PromptPiece> pieces = template.render(new PromptInput(Question.of(question), answer, instruction));
        List<PromptPiece> empty = template.render(new PromptInput(Question.of(""), "", ""));
        assertThat(pieces.stream().filter(PromptPiece.Markup.class::isInstance).toList())
                .isEqualTo(empty.stream()
                        .filter(PromptPiece.Markup.class::isInstance)
                        .toList());
        assertThat(joined(pieces.stream()
                        .filter(PromptPiece.Data.class::isInstance)
                        .toList()))
                .isEqualTo(question + instruction + answer);
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.hard();
    }

    private static List<PromptPiece> format(List<ChatTurn> turns) {
        List<PromptPiece> pieces = new ArrayList<>();
        for (ChatTurn turn : turns) {
            String role = turn.role().name().toLowerCase(Locale.ROOT);
            pieces.add(PromptPiece.markup("<" + role + ">"));
            pieces.addAll(turn.content());
            pieces.add(PromptPiece.markup("</" + role + ">"));
        }
        pieces.add(PromptPiece.markup("<assistant>"));
        return pieces;
    }

    private static String joined(List<PromptPiece> pieces) {
        return pieces.stream().map(PromptPiece::text).collect(Collectors.joining());
    }
}
