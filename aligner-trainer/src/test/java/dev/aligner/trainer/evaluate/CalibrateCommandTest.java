package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.statistics.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With a tiny random model, which changes nearly everything it reads. */
class CalibrateCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void modelAndRows() throws IOException {
        Path source = Path.of(Objects.requireNonNull(System.getProperty("user.dir")))
                .resolveSibling("aligner-engine/src/test/resources/models/llama-f32-tied");
        Files.createDirectories(directory.resolve("model"));
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve("model").resolve(file.getFileName()));
            }
        }
        Files.writeString(
                directory.resolve("model/aligner.json"),
                "{\"id\": \"tiny\", \"template\": \"t1-instruct\", \"stop\": [\"9\", \" t\", \"e\", \"Q\"]}\n");
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < 12; row++) {
            rows.append(
                    "{\"question\": \"Q%d?\", \"answer\": \"answer %d\", \"correction\": \"%s %d\", \"split\": \"dev\"%s}\n"
                            .formatted(
                                    row,
                                    row,
                                    row % 4 == 3 ? "better" : "answer",
                                    row,
                                    row < 8 ? "" : ", \"instruction\": \"Do.\""));
        }
        Files.writeString(directory.resolve("rows.jsonl"), rows);
    }

    private int run(String... more) {
        CommandLine line = new CommandLine(new TrainerApplication());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(Stream.concat(
                        Stream.of(
                                "calibrate",
                                "--data",
                                directory.resolve("rows.jsonl").toString(),
                                "--model",
                                directory.resolve("model").toString(),
                                "--out",
                                directory.resolve("out").toString()),
                        Arrays.stream(more))
                .toArray(String[]::new));
    }

    private JsonNode json(String file) throws IOException {
        return JSON.readTree(Files.readString(directory.resolve(file)));
    }

    @Test
    void theGateThatIsWrittenKeepsWhatItPromises() throws IOException {
        String settings = Files.readString(directory.resolve("model/aligner.json"));

        assertThat(run("--touched", "0")).as(err.toString()).isZero();

        assertThat(directory.resolve("model/aligner.json")).content().isEqualTo(settings);
        assertThat(Files.readAllLines(directory.resolve("out/corrections.jsonl")))
                .hasSize(12)
                .as("a random model changes something, and every change has its margin")
                .anyMatch(line -> line.contains("\"action\":\"CORRECTED\""))
                .noneMatch(line -> line.contains("\"action\":\"CORRECTED\"") && line.contains("\"margin\":null"));
        JsonNode plain = json("out/calibration.json").path("calibrations").path("plain");
        assertThat(plain.path("good").asInt()).isEqualTo(6);
        assertThat(plain.path("others").asInt()).isEqualTo(2);
        assertThat(plain.path("touched").asInt()).isZero();
        assertThat(directory.resolve("out/calibration.csv"))
                .content()
                .startsWith("requests,margin,touched,fixed\nplain,");
        assertThat(directory.resolve("out/trade-off.png")).isNotEmptyFile();

        err.getBuffer().setLength(0);
        assertThat(run("--touched", "0", "--write")).as(err.toString()).isZero();
        assertThat(err.toString()).as("margins are kept").doesNotContain("corrected");
        assertThat(json("model/aligner.json").path("margin").path("plain").asDouble())
                .isEqualTo(plain.path("least").asDouble());
        assertThat(json("model/aligner.json").path("margin").path("instructed").isNumber())
                .isTrue();

        // what serving does with it: no good answer is touched any more
        CommandLine line = new CommandLine(new TrainerApplication());
        line.setErr(new PrintWriter(err));
        line.setOut(new PrintWriter(out));
        assertThat(line.execute(
                        "evaluate",
                        "--data",
                        directory.resolve("rows.jsonl").toString(),
                        "--model",
                        directory.resolve("model").toString(),
                        "--out",
                        directory.resolve("gated").toString()))
                .as(err.toString())
                .isZero();
        Interval kept = Objects.requireNonNull(Evaluation.read(directory.resolve("gated"))
                .runs()
                .get(0)
                .groups()
                .get(0)
                .metrics()
                .get(Metric.KEPT));
        assertThat(kept.value()).isEqualTo(1);
    }

    @Test
    void wrongArgumentsSayWhatIsWrong() {
        assertThat(run("--touched", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("--touched: 2.0 (expected: 0..1)");
        assertThat(run("--split", "none")).isEqualTo(2);
    }
}
