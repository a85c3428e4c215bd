package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The policy is random: what it writes means nothing, but it is written, corrected, judged and laid out. */
class PairsCommandTest {
    private static final String TINY = LocalPolicyTest.TINY.toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CorrectorService service;

    @BeforeEach
    void start() throws IOException {
        service = new CorrectorService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void makesPairsAndGoesOnWhereItStopped() throws IOException {
        Path prompts = prompts(6);
        assertThat(pairs(prompts, "out", "--keep-cut-off")).as(err.toString()).isZero();
        Path samples = directory.resolve("out/samples.jsonl");
        byte[] whole = Files.readAllBytes(samples);
        List<String> lines = Files.readAllLines(samples);
        Files.write(samples, lines.subList(0, 2));

        assertThat(pairs(prompts, "out", "--keep-cut-off", "--unchanged", "FLAG"))
                .isZero();

        assertThat(samples).hasBinaryContent(whole);
        assertThat(service.corrected).hasValue(10);
        assertThat(out.toString()).contains("6 prompts, 2 of them done before");
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(directory.resolve("out/summary.json")));
        assertThat(summary.get("samples").intValue()).isEqualTo(6);
        int kept = summary.get("kept").intValue();
        assertThat(kept).isPositive();
        for (PreferenceLayout layout : PreferenceLayout.values()) {
            assertThat(Files.readAllLines(directory.resolve("out").resolve(layout.file())))
                    .hasSize(kept);
        }
        assertThat(directory.resolve("out/dataset_info.json")).isNotEmptyFile();
        assertThat(directory.resolve("out/axolotl.yaml")).isNotEmptyFile();
    }

    @Test
    void weakToStrongTargetsAreTheCorrections() throws IOException {
        Path prompts = directory.resolve("answered.jsonl");
        Files.writeString(prompts, """
                {"question": "How are you?", "answer": "Fine."}
                {"question": "And you?", "answer": "Good."}
                """);

        assertThat(execute(
                        "synthesize",
                        "weak-to-strong",
                        "--prompts",
                        prompts.toString(),
                        "--corrector-service",
                        service.uri().toString(),
                        "--out",
                        directory.resolve("out").toString()))
                .as(err.toString())
                .isZero();

        List<JsonNode> rows = Files.readAllLines(directory.resolve("out/targets.alpaca.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
        List<JsonNode> samples = Files.readAllLines(directory.resolve("out/samples.jsonl")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(rows).allSatisfy(row -> {
            JsonNode sample = samples.stream()
                    .filter(one -> one.get("question").equals(row.get("instruction")))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.get("output")).isEqualTo(sample.get("correction"));
            assertThat(sample.get("origin").get("policy").get("id").stringValue())
                    .isEqualTo("given");
        });
    }

    @Test
    void optionsThatContradictEachOtherAreUsageErrors() throws IOException {
        Path prompts = prompts(1);
        String file = prompts.toString();
        String target = directory.resolve("out").toString();

        assertThat(execute("synthesize", "pairs", "--prompts", file, "--corrector", TINY, "--out", target))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no policy (expected: --policy");
        assertThat(execute("synthesize", "pairs", "--prompts", file, "--policy", TINY, "--out", target))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no corrector");
        assertThat(pairs(prompts, "out", "--min-edit-ratio", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("min-edit-ratio: 2.0 (expected: 0..1)");
    }

    private Path prompts(int count) throws IOException {
        Path file = directory.resolve("prompts.txt");
        Files.writeString(
                file,
                IntStream.range(0, count).mapToObj(i -> "What is " + i + "?").collect(Collectors.joining("\n")));
        return file;
    }

    private int pairs(Path prompts, String target, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "synthesize",
                "pairs",
                "--prompts",
                prompts.toString(),
                "--policy",
                TINY,
                "--policy-slots",
                "2",
                "--policy-context",
                "128",
                "--max-tokens",
                "8",
                "--corrector-service",
                service.uri().toString(),
                "--out",
                directory.resolve(target).toString()));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        return new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
