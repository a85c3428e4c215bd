package dev.aligner.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.FakeCorrector;
import dev.aligner.service.access.ApiKey;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.CorrectorLoader;
import dev.aligner.service.host.ModelInspector;
import dev.aligner.service.host.ProgramExporter;
import dev.aligner.service.wire.KeyLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineToolTest {
    private static final String LINES = "{\"id\":\"a\",\"question\":\"q\",\"answer\":\"a damn b\"}\n"
            + "{\"question\":\"q\"}\n\n{\"question\":\"q\",\"answer\":\"fine\"}";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<AlignerProperties> loaded = new ArrayList<>();

    private int run(String input, String... arguments) {
        return run(
                properties -> {
                    loaded.add(properties);
                    return new FakeCorrector(4);
                },
                input,
                arguments);
    }

    private int run(CorrectorLoader loader, String input, String... arguments) {
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        ModelInspector inspector = properties -> {
            throw new AssertionError("not asked for");
        };
        ProgramExporter exporter = (properties, file) -> {
            throw new AssertionError("not asked for");
        };
        return new CommandLineTool(loader, inspector, exporter, Terminal.of(in, out, err, false)).run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aKeyIsShownOnceAndItsLineIsOneForTheFile() {
        assertThat(run("", "keys", "create", "--id", "ci", "--scopes", "correct,evidence:full", "--concurrent", "3"))
                .isZero();

        String key = err().strip().replaceFirst(".* ", "");
        KeyLine line = KeyLine.read(out.toByteArray());
        assertThat(key).matches("alk_[A-Za-z0-9_-]{43}");
        assertThat(out()).endsWith("}\n").doesNotContain(key);
        assertThat(line)
                .isEqualTo(new KeyLine(
                        "ci",
                        new ApiKey(key).sha256(),
                        null,
                        List.of("correct", "evidence:full"),
                        null,
                        null,
                        3L,
                        null));
    }

    @Test
    void aKeyForNothingThatThereIsIsNotMade() {
        assertThat(run("", "keys", "create", "--id", "ci", "--scopes", "corect"))
                .isEqualTo(2);
        assertThat(err()).contains("--scopes: corect (expected: some of correct, proxy");
        assertThat(run("", "keys", "create", "--id", "a b", "--scopes", "correct"))
                .isNotZero();
        assertThat(out()).isEmpty();
    }

    @Test
    void oneAnswerIsCorrectedToItsText() {
        assertThat(run("", "correct", "--question", "q", "--answer", "a damn b\u011F"))
                .isZero();
        assertThat(out()).isEqualTo("a b\u011F" + System.lineSeparator());
        assertThat(err()).isEmpty();
    }

    @Test
    void jsonIsTheWholeResultWithItsEdits() {
        assertThat(run("", "correct", "--question", "q", "--answer", "a damn b", "--json", "--model", "somewhere"))
                .isZero();
        JsonNode result = new JsonMapper().readTree(out());
        assertThat(result.get("action").stringValue()).isEqualTo("CORRECTED");
        assertThat(result.has("edits")).isTrue();
        assertThat(loaded.get(0).model().path()).isEqualTo("somewhere");
    }

    @Test
    void aBadLineIsNamedAndTheRunGoesOn(@TempDir Path directory) throws IOException {
        Path input = Files.writeString(directory.resolve("in.jsonl"), LINES);
        Path output = directory.resolve("out.jsonl");
        assertThat(run("", "correct", "--input", input.toString(), "--output", output.toString()))
                .isEqualTo(LineRun.SOME_LINES_FAILED);
        assertThat(Files.readAllLines(output)).hasSize(3).anyMatch(line -> line.startsWith("{\"line\":2,\"error\":"));
        assertThat(err()).contains("line 2: answer: missing").doesNotContain("corrected");
        assertThat(out()).isEmpty();
    }

    @Test
    void standardInputIsADash() {
        assertThat(run(LINES, "correct", "--input", "-")).isEqualTo(LineRun.SOME_LINES_FAILED);
        assertThat(out().lines()).hasSize(3);
    }

    @Test
    void wrongArgumentsAndWrongValuesAreTwo() {
        assertThat(run("", "correct")).isEqualTo(2);
        assertThat(run("", "correct", "--question", "q")).isEqualTo(2);
        assertThat(run("", "correct", "--question", "q", "--answer", "a", "--strength", "7"))
                .isEqualTo(2);
        assertThat(err()).contains("strength: 7.0");
        assertThat(run("", "correct", "--question", "q", "--answer", "a", "--input", "-"))
                .isEqualTo(2);
        assertThat(loaded).as("nothing is loaded for what cannot run").isEmpty();
    }

    @Test
    void aModelThatCannotBeLoadedIsOneAndSaysWhy() {
        CorrectorLoader broken = properties -> {
            throw AlignerException.of(ErrorCode.MODEL_FILE, "config.json: missing");
        };
        assertThat(run(broken, "", "correct", "--question", "q", "--answer", "a"))
                .isEqualTo(1);
        assertThat(err()).isEqualTo("config.json: missing" + System.lineSeparator());
    }

    @Test
    void aFileThatIsNotThereIsOne() {
        assertThat(run("", "correct", "--input", "not-there.jsonl")).isEqualTo(1);
        assertThat(err()).contains("not-there.jsonl");
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(run("", "correct", "--help")).isZero();
        assertThat(out()).contains("Exit codes", "--instruction");
    }

    @Test
    void onlyItsOwnWordsKeepTheServerFromStarting() {
        assertThat(CommandLineTool.accepts(new String[] {"correct"})).isTrue();
        assertThat(CommandLineTool.accepts(new String[] {"--server.port=1"})).isFalse();
        assertThat(CommandLineTool.accepts(new String[0])).isFalse();
    }
}
