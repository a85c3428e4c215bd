package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Correction;
import dev.aligner.core.Evidence;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import dev.aligner.upstream.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NoteTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static PieceOutcome corrected(String answer, String text) {
        Correction correction =
                Correction.of("m", answer, text, FinishReason.STOP, 1, new Usage(7, 3, 0), Timings.NOTHING);
        return new PieceOutcome(new Piece(1, 0), answer, text, AnswerOutcome.of(correction, !answer.equals(text)));
    }

    private static JsonNode note(Note note, PieceOutcome outcome) {
        return JSON.readTree(note.of(List.of(outcome)).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', nullValues = "null", textBlock = """
            SUMMARY | null     | model choices usage timings             | index part action edit_ratio edit_count
            FULL    | null     | model choices usage timings             | index part action edit_ratio edit_count edits
            FULL    | WINDOW   | model stream_mode choices usage timings | index part action edit_ratio edit_count edits
            NONE    | POST_HOC | model stream_mode choices               | index part action correction
            SUMMARY | POST_HOC | model stream_mode choices usage timings | index part action correction edit_ratio edit_count
            """)
    void eachLevelSaysItsFieldsAndNoOthers(Evidence level, StreamMode mode, String fields, String ofChoice) {
        JsonNode note = note(new Note("m", level, mode, List.of()), corrected("six legs", "eight legs"));

        assertThat(String.join(" ", note.propertyNames())).isEqualTo(fields);
        assertThat(String.join(" ", note.at("/choices/0").propertyNames())).isEqualTo(ofChoice);
    }

    @Test
    void whereNobodyAskedThereIsNone() {
        for (StreamMode mode : List.of(StreamMode.WINDOW, StreamMode.BUFFER)) {
            assertThat(new Note("m", Evidence.NONE, mode, List.of("evidence")).of(List.of(corrected("six", "eight"))))
                    .isEmpty();
        }
    }

    @Test
    void whatIsNotAsAskedForIsNamed() {
        JsonNode note = note(new Note("m", Evidence.SUMMARY, null, List.of("strength")), corrected("six", "six"));

        assertThat(note.get("clamped").toString()).isEqualTo("[\"strength\"]");
        assertThat(note.at("/choices/0/action").stringValue()).isEqualTo("NONE");
        assertThat(note.at("/choices/0/edit_count").intValue()).isZero();
        assertThat(note.at("/choices/0/edit_ratio").doubleValue()).isZero();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "six",
                        "eight",
                        " ",
                        "e\u0301",
                        "\uD83D\uDE00",
                        "\uD83D\uDC68\u200D\uD83D\uDC69",
                        "שש",
                        "ستة",
                        ".",
                        "\n",
                        "\u2028",
                        "\"")
                .list()
                .ofMaxSize(15)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 500)
    void theEditsMakeTheCorrectionOfTheAnswer(@ForAll("texts") String answer, @ForAll("texts") String text) {
        JsonNode choice = note(new Note("m", Evidence.FULL, null, List.of()), corrected(answer, text))
                .at("/choices/0");

        List<Edit> edits = new ArrayList<>();
        choice.get("edits")
                .forEach(edit -> edits.add(new Edit(
                        edit.get("start").intValue(),
                        edit.get("end").intValue(),
                        edit.get("replacement").stringValue())));
        assertThat(Edits.apply(answer, edits)).isEqualTo(text);
        assertThat(choice.get("edit_count").intValue()).isEqualTo(edits.size());
        assertThat(choice.get("action").stringValue()).isEqualTo(answer.equals(text) ? "NONE" : "CORRECTED");
    }

    @Test
    void whatWasTakenOutIsNotSaid() {
        byte[] json = new Note("m", Evidence.FULL, StreamMode.WINDOW, List.of())
                .of(List.of(corrected("the marker word", "the word")))
                .orElseThrow();

        assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("marker");
    }
}
