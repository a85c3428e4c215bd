package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Question;
import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class IdentitiesTest {
    private static final List<CorrectionRow> ANSWERED = IntStream.range(0, 200)
            .mapToObj(i -> row("The answer is number " + i))
            .toList();

    @Test
    void eachRowIsAnIdentityOfAnAnswerAndSaysSo() {
        List<CorrectionRow> rows = open(0).of(ANSWERED, null, 1);

        assertThat(rows).hasSize(200).allMatch(CorrectionRow::identity);
        assertThat(rows).extracting(CorrectionRow::source).containsOnly("identity:test");
        assertThat(rows)
                .extracting(CorrectionRow::answer)
                .isEqualTo(ANSWERED.stream().map(CorrectionRow::answer).toList());
    }

    @Test
    void aSeedGivesTheSameDrawAndAnotherAnother() {
        assertThat(open(0.5).of(ANSWERED, 50, 1))
                .hasSize(50)
                .isEqualTo(open(0.5).of(ANSWERED, 50, 1));
        assertThat(open(0.5).of(ANSWERED, 50, 2)).isNotEqualTo(open(0.5).of(ANSWERED, 50, 1));
    }

    @Test
    void aShareOfTheRowsIsInstructed() {
        assertThat(open(0.5).of(ANSWERED, null, 1).stream().filter(row -> row.instruction() != null))
                .hasSizeBetween(75, 125);
        assertThat(open(1).of(ANSWERED, null, 1))
                .extracting(CorrectionRow::instruction)
                .containsOnly("Be brief.");
        assertThatThrownBy(() -> new Identities(1, 10, 2, List.of(), 0.5))
                .hasMessage("instructed-share: 0.5 (expected: 0 without --instruction)");
    }

    @Test
    void lengthsDuplicatesAndLoopsAreLookedAt() {
        List<CorrectionRow> rows = new Identities(4, 20, 2, List.of(), 0)
                .of(
                        List.of(row("abc"), row("a good one"), row("a good one"), row("far too long for this limit")),
                        null,
                        1);

        assertThat(rows).extracting(CorrectionRow::answer).containsExactly("a good one");
        assertThat(open(0).of(List.of(row("again and again ".repeat(40))), null, 1))
                .isEmpty();
    }

    @Test
    void theCommandTakesTheBetterTextOfEachTrainingRow(@TempDir Path directory) throws IOException {
        Path answers = directory.resolve("answers.jsonl");
        Files.writeString(answers, """
                {"question": "a", "answer": "rude", "correction": "kind", "source": "x", "licence": "MIT"}
                {"question": "b", "answer": "plain", "source": "x"}
                {"question": "c", "answer": "hidden", "source": "x", "split": "dev"}
                {"question": "d", "answer": "foreign", "source": "y"}
                """);
        Path out = directory.resolve("identities.jsonl.xz");

        int code = new CommandLine(new TrainerApplication())
                .execute(
                        "synthesize",
                        "identities",
                        "--answers",
                        answers.toString(),
                        "--source",
                        "x",
                        "--out",
                        out.toString());

        assertThat(code).isZero();
        try (Stream<CorrectionRow> rows = RowReader.rows(out, RowFormat.corrections())) {
            assertThat(rows.toList())
                    .containsExactly(
                            new CorrectionRow(Question.of("a"), "kind", "kind", null, "identity:x", "MIT", "train"),
                            new CorrectionRow(Question.of("b"), "plain", "plain", null, "identity:x", null, "train"));
        }
    }

    private static Identities open(double share) {
        return new Identities(1, 1000, 2, List.of("Be brief."), share);
    }

    private static CorrectionRow row(String answer) {
        return new CorrectionRow(Question.of("What?"), answer, answer, null, "test", null, "train");
    }
}
