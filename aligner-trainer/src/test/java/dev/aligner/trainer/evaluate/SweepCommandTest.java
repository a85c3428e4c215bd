package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.engine.weights.ControlVectors;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.statistics.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sweeping and steering a random model: it corrects nothing well, but every number has to add up. */
class SweepCommandTest {
    private static final Path FIXTURES = Path.of("../aligner-engine/src/test/resources");
    private static final String ROWS = """
        {"question": "Why?", "answer": "Because it is so.", "correction": "Because it is so.", "source": "good", "split": "dev"}
        {"answer": "You fool, go away now.", "correction": "Please go.", "source": "rude", "split": "dev"}
        {"answer": "Mail a@b.org for more.", "correction": "Mail [EMAIL] for more.", "source": "pii", "split": "dev"}
        """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        Files.writeString(directory.resolve("rows.jsonl"), ROWS);
        Path model = Files.createDirectories(directory.resolve("model"));
        copy(FIXTURES.resolve("models/llama-f32-tied"), model);
        copy(FIXTURES.resolve("adapters/list-f32"), Files.createDirectories(model.resolve("adapter")));
        Files.writeString(
                model.resolve("aligner.json"),
                "{\"adapter\": \"adapter\", \"system_prompt\": \"Is it?\", \"reference\": {\"copies\": true}}");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private int run(String... arguments) {
        CommandLine line = new CommandLine(new TrainerApplication());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(Stream.concat(
                        Arrays.stream(arguments),
                        Stream.of(
                                "--data",
                                directory.resolve("rows.jsonl").toString(),
                                "--model",
                                directory.resolve("model").toString(),
                                "--precision",
                                "FLOAT32",
                                "--context-tokens",
                                "256",
                                "--out",
                                directory.resolve("out").toString()))
                .toArray(String[]::new));
    }

    private JsonNode result(String file) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(directory.resolve("out").resolve(file)));
    }

    @Test
    void eachStrengthIsMeasuredFromTheReferenceOn() throws IOException {
        assertThat(run("sweep", "--strengths", "0,0.5,1,1.5"))
                .as(err.toString())
                .isZero();

        JsonNode points = result("sweep.json").path("points");
        assertThat(points).hasSize(4);
        JsonNode none = points.get(0);
        assertThat(none.path("divergence").asDouble()).isZero();
        assertThat(none.path("edit_ratio").asDouble()).isZero();
        assertThat(none.path("kept").path("value").asDouble()).isEqualTo(1);
        assertThat(none.path("perplexity").asDouble())
                .isCloseTo(result("sweep.json").path("answer_perplexity").asDouble(), within(1e-9));
        for (int i = 1; i < 4; i++) {
            assertThat(points.get(i).path("divergence").asDouble())
                    .isGreaterThan(points.get(i - 1).path("divergence").asDouble());
        }
        assertThat(result("sweep.json").path("copies").path("answers").asInt()).isEqualTo(3);
        assertThat(directory.resolve("out/sweep.md")).content().contains("| strength |", "KL a token");
        assertThat(directory.resolve("out/strength-0.5/corrections.jsonl")).exists();
        assertThat(directory.resolve("out/reward.png")).isNotEmptyFile();
    }

    @Test
    void aModelWithoutAReferenceIsRefused() throws IOException {
        Files.writeString(directory.resolve("model/aligner.json"), "{\"system_prompt\": \"Is it?\"}");

        assertThat(run("sweep")).isEqualTo(2);
        assertThat(err.toString()).contains("one with a reference in its aligner.json");
    }

    @Test
    void theBetaToTrainAgainAtIsTheOldOneOverTheBestStrength() {
        CopyRate copies = new CopyRate(10, 9, 5, 5);
        Sweep sweep = new Sweep(
                List.of("d"), "dev", 10, 1, copies, 5, 0.1, List.of(point(0, 0.9), point(0.5, 0.6), point(1, 0.5)));

        assertThat(sweep.best().orElseThrow().strength()).isEqualTo(0.5);
        assertThat(sweep.retrainAt()).isEqualTo(0.2);
        assertThat(sweep.advice())
                .contains("train again at beta 0.1 / 0.5 = 0.2")
                .contains("each other's intervals");
        assertThat(copies.low()).isBetween(0.5, 0.6);
        assertThat(copies.high()).isGreaterThan(0.99);
    }

    private static SweepPoint point(double strength, double reward) {
        Interval some = new Interval(reward, reward - 0.2, reward + 0.2, 10);
        return new SweepPoint(strength, some, some, null, reward, 0, 0, 1, 0, 5, 0);
    }

    @Test
    void withoutCopiesThereIsNothingToSteerFrom() {
        assertThat(run("steer", "--contrast", directory.resolve("rows.jsonl").toString()))
                .isEqualTo(1);

        assertThat(err.toString()).contains("states of correcting and 0 of copying (expected: some of both)");
    }

    @Test
    void theEngineReadsTheVectorsThatAreWritten() {
        Path file = directory.resolve("v.safetensors");
        try (ModelFiles files = ModelFiles.open(FIXTURES.resolve("models/llama-f32-tied"))) {
            int width = files.decoder().hidden();
            float[][] wide = Contrast.random(new float[][] {new float[width], filled(width, 0.5f)}, 3);
            ControlVectorFile.write(file, wide, 1, 1);
            List<float[]> read =
                    ControlVectors.read(file, 1, 1, files.decoder()).layers();

            assertThat(read.get(0)).isEmpty();
            assertThat(read.get(1)).isEqualTo(wide[1]);
            assertThat(Contrast.norm(read.get(1))).isCloseTo(0.5 * Math.sqrt(width), within(1e-5));
            assertThatThrownBy(() -> ControlVectors.read(file, 0, 1, files.decoder()))
                    .hasMessageContaining("layers.0: missing");
            assertThatThrownBy(() -> ControlVectors.read(file, 1, 99, files.decoder()))
                    .hasMessageContaining("layers 1 to 99");
        }
    }

    private static float[] filled(int length, float value) {
        float[] all = new float[length];
        Arrays.fill(all, value);
        return all;
    }

    @Test
    void aDirectionsTrendHoldsTheUnsteeredPoint() {
        Steered steered = new Steered(
                List.of("c"),
                3,
                3,
                1,
                2,
                List.of(1.0, 1.0),
                List.of("d"),
                "dev",
                9,
                List.of(
                        steered("correcting", -1, 0.1),
                        steered("correcting", 0, 0.2),
                        steered("correcting", 1, 0.3),
                        steered("random 1", -1, 0.2),
                        steered("random 1", 1, 0.2)));
        new SteerReport(steered).write(directory.resolve("report"));

        assertThat(steered.trend("correcting").straight()).isCloseTo(1, within(1e-9));
        assertThat(steered.trend("random 1").ranks()).isNaN();
        assertThat(steered.along("random 1")).hasSize(3);
        assertThat(directory.resolve("report/steer.md")).content().contains("| correcting | 1.00 | 1.00 |");
        assertThat(directory.resolve("report/edits.png")).isNotEmptyFile();
    }

    private static SteerPoint steered(String direction, double scale, double editRatio) {
        return new SteerPoint(
                direction, scale, new SweepPoint(1, null, null, null, 0, 0, editRatio, 1, Double.NaN, 5, 0));
    }
}
