package dev.aligner.trainer.data;

import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Rows as data may hold them, with whatever is hard about texts in lines; no unpaired surrogates. */
public final class RandomRows {
    private static final List<String> HARD = List.of(
            "a",
            "b",
            "word",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "\u0000",
            "\u0085",
            "\u2028",
            "\u2029",
            "\u00a0",
            "\ufeff",
            "\"",
            "\\",
            "\\n",
            "{",
            "}",
            ",",
            "é",
            "e\u0301",
            "İ",
            "ı",
            "蜘蛛",
            "\ud83d\ude00",
            "\udbff\udfff",
            "\u202e",
            "\u001b[31m");

    private RandomRows() {}

    /** Possibly empty. */
    public static Arbitrary<String> texts() {
        return Arbitraries.of(HARD).list().ofMaxSize(12).map(parts -> String.join("", parts));
    }

    public static Arbitrary<CorrectionRow> corrections() {
        return Combinators.combine(
                        questions(),
                        texts(),
                        texts(),
                        filled().injectNull(0.5),
                        filled(),
                        filled().injectNull(0.3),
                        Arbitraries.of("train", "dev", "İ"))
                .as(CorrectionRow::new);
    }

    static Arbitrary<PreferenceRow> preferences() {
        return Combinators.combine(askedQuestions(), texts(), texts(), filled(), filled().injectNull(0.3), filled())
                .as(PreferenceRow::new);
    }

    static Arbitrary<NegativeRow> negatives() {
        return Combinators.combine(
                        askedQuestions(),
                        texts(),
                        texts().list().ofMaxSize(3),
                        filled(),
                        filled().injectNull(0.3),
                        filled())
                .as(NegativeRow::new);
    }

    private static Arbitrary<String> filled() {
        return texts().filter(text -> !text.isEmpty());
    }

    private static Arbitrary<Question> askedQuestions() {
        return questions()
                .filter(question ->
                        !question.singleTurn() || !question.lastTurn().isBlank());
    }

    private static Arbitrary<Question> questions() {
        Arbitrary<Message> turns =
                Combinators.combine(Arbitraries.of(Message.Role.class), texts()).as(Message::new);
        return Combinators.combine(turns.list().ofMaxSize(3), texts()).as((before, last) -> {
            List<Message> messages = new ArrayList<>(before);
            messages.add(new Message(Message.Role.USER, last));
            return new Question(messages);
        });
    }
}
