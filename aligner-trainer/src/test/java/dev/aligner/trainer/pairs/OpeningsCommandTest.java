package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class OpeningsCommandTest {
    private final StringWriter out = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void questionsToTrainOnAreAnsweredAndRowsKept() throws IOException {
        Path questions = directory.resolve("questions.jsonl");
        Files.writeString(questions, """
                {"question": "How?", "licence": "MIT", "source": "a"}
                {"question": "Why?", "source": "a"}
                {"question": "When?", "source": "a", "split": "dev"}
                {"question": "Who?", "source": "b"}
                {"question": "Why?", "source": "a"}
                {"question": "Where?", "source": "a"}
                {"question": "%s", "source": "a"}
                """.formatted("far too long ".repeat(200)));
        Path drawn = directory.resolve("drawn.jsonl");
        assertThat(run(questions, drawn)).isZero();
        byte[] whole = Files.readAllBytes(drawn);
        Files.write(drawn, Files.readAllLines(drawn).subList(0, 2));

        assertThat(run(questions, drawn)).isZero();

        assertThat(drawn).hasBinaryContent(whole);
        assertThat(out.toString()).contains("4 questions, 2 of them done before");
        List<String> lines = Files.readAllLines(drawn);
        assertThat(lines.get(3)).contains("\"answer\":\"\"");
        Files.write(drawn, lines.subList(0, 3));
        try (Stream<CorrectionRow> read = RowReader.rows(drawn, RowFormat.corrections())) {
            List<CorrectionRow> rows = read.toList();
            assertThat(rows).extracting(row -> row.question().lastTurn()).containsExactly("How?", "Why?", "Where?");
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.identity()).isTrue();
                assertThat(row.source()).isEqualTo("openings/a");
            });
            assertThat(rows.get(0).licence()).isEqualTo("MIT");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Take it. Then go and | true  | Take it.
            Take it. Then go and | false | Take it. Then go and
            Do this: 1.          | true  | Do this: 1.
            He said "No." And so | true  | He said "No."
            """)
    void anAnswerThatWasCutOffEndsWithASentence(String text, boolean cutOff, String finished) {
        assertThat(BegunAnswer.finished(new Policy.Answer(text, cutOff))).isEqualTo(finished);
    }

    private int run(Path questions, Path drawn) {
        return new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(out, true))
                .execute(
                        "synthesize",
                        "openings",
                        "--questions",
                        questions.toString(),
                        "--source",
                        "a",
                        "--identities",
                        "--policy",
                        LocalPolicyTest.TINY.toString(),
                        "--policy-slots",
                        "4",
                        "--policy-context",
                        "96",
                        "--max-tokens",
                        "10",
                        "--temperature",
                        "1.5",
                        "--out",
                        drawn.toString());
    }
}
