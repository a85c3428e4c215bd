package dev.aligner.trainer.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataCheckCommandTest {
    private static final String MODEL = "../models/smollm2-135m-instruct";

    @TempDir
    private Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = directory.resolve("rows.jsonl");
    }

    @Test
    void aBadRowIsNamedAndFailsTheCheck() throws IOException {
        rows("{\"answer\":\"a\",\"correction\":\"b\"}", "{\"answer\":\"a\"}");
        assertThat(check()).isEqualTo(1);
        assertThat(out.toString())
                .startsWith("1 rows, 1 bad")
                .contains(file + ":2  correction: missing (expected: a string)");
    }

    @Test
    void goodRowsPass() throws IOException {
        rows(row("q", "a", "b", "train"));
        assertThat(check()).isZero();
        assertThat(out.toString()).startsWith("1 rows, 0 bad").doesNotContain("Bad rows");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(check()).isEqualTo(1);
        assertThat(err.toString()).contains("rows.jsonl: cannot be read");
    }

    @Test
    void eachKindOfRepeatIsCountedOnce() throws IOException {
        rows(
                row("q", "One answer.", "b", "train"),
                row("q", "One answer.", "b", "train"),
                row("Q?", "one  ANSWER", "b!", "train"),
                row("q", "One answer.", "c", "train"),
                row("other", "One answer.", "d", "train"),
                row("other", "Another answer.", "d", "train"));
        JsonNode repeats = json().path("repeats");
        assertThat(repeats.at("/same/rows").intValue()).isEqualTo(1);
        assertThat(repeats.at("/same/first/0/place").stringValue()).isEqualTo(file + ":2");
        assertThat(repeats.at("/same/first/0/earlier").stringValue()).isEqualTo(file + ":1");
        assertThat(repeats.at("/nearlySame/rows").intValue()).isEqualTo(1);
        assertThat(repeats.at("/otherCorrection/rows").intValue()).isEqualTo(1);
        assertThat(repeats.at("/sameAnswer/rows").intValue()).isEqualTo(1);
    }

    @Test
    void aQuestionOrAnAnswerInTwoSplitsIsALeakAndAMissingQuestionIsNone() throws IOException {
        rows(
                row("Why?", "a", "b", "train"),
                row("why", "c", "d", "dev"),
                row("else", "A.", "b", "dev"),
                row("Why?", "e", "f", "train"),
                row("", "g", "h", "train"),
                row("", "i", "j", "dev"));
        JsonNode leaks = json().path("leaks");
        assertThat(leaks.at("/question/rows").intValue()).isEqualTo(1);
        assertThat(leaks.at("/question/first/0/place").stringValue()).isEqualTo(file + ":2");
        assertThat(leaks.at("/answer/rows").intValue()).isEqualTo(1);
        assertThat(leaks.at("/answer/first/0/place").stringValue()).isEqualTo(file + ":3");
    }

    @Test
    void sourcesHaveTheirIdentitiesAndTheSimilarityOfTheirEdits() throws IOException {
        rows(row("q", "aaaa bbbb", "aaaa cccc", "train"), row("q", "same", "same", "dev"));
        JsonNode source = json().at("/sources/0");
        assertThat(source.path("name").stringValue()).isEqualTo("s");
        assertThat(source.path("identities").intValue()).isEqualTo(1);
        assertThat(source.at("/splits/dev").intValue()).isEqualTo(1);
        // 4 of 9 characters deleted, 4 of 9 inserted
        assertThat(source.at("/similarity/p50").doubleValue()).isEqualTo(1 - 8.0 / 18);
    }

    @Test
    void aModelCountsTokensAndRowsThatDoNotFit() throws IOException {
        rows(row("q", "short", "short", "train"), row("q", "long ".repeat(200), "long ".repeat(200), "train"));
        JsonNode json = json("--model", MODEL, "--max-tokens", "200");
        assertThat(json.at("/dropped").properties())
                .singleElement()
                .satisfies(drop -> assertThat(drop.getKey()).contains("longer"))
                .satisfies(drop -> assertThat(drop.getValue().intValue()).isEqualTo(1));
        JsonNode tokens = json.path("lengths").path("prompt and correction, tokens");
        assertThat(tokens.path("count").intValue()).isEqualTo(2);
        assertThat(tokens.path("greatest").intValue()).isGreaterThan(400);
    }

    @Test
    void theReportHoldsItsPlots() throws IOException {
        rows(row("q", "a", "b", "train"), row("<b>", "a c", "a c", "dev"));
        Path report = directory.resolve("report");
        assertThat(check("--report", report.toString())).isZero();
        assertThat(report.resolve("similarity.png")).isNotEmptyFile();
        assertThat(Files.readString(report.resolve("report.html")))
                .contains("data:image/png;base64,", "Identities by source");
    }

    @Test
    void aLimitWithoutAModelIsWrongUsage() throws IOException {
        rows(row("q", "a", "b", "train"));
        assertThat(check("--max-tokens", "100")).isEqualTo(2);
        assertThat(err.toString()).contains("--max-tokens: 100 (expected: at least 2, beside --model)");
    }

    private JsonNode json(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--json");
        assertThat(check(all.toArray(String[]::new))).isZero();
        return JsonMapper.shared().readTree(out.toString());
    }

    private int check(String... options) {
        List<String> arguments = new ArrayList<>(List.of("data", "check", file.toString()));
        arguments.addAll(List.of(options));
        return new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private void rows(String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }

    private static String row(String question, String answer, String correction, String split) {
        return "{\"question\":\"" + question + "\",\"answer\":\"" + answer + "\",\"correction\":\"" + correction
                + "\",\"source\":\"s\",\"split\":\"" + split + "\"}";
    }
}
