package dev.aligner.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Question;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.TrainerApplication;
import dev.aligner.trainer.checkpoint.Checkpoints;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.RowFormat;
import dev.aligner.trainer.data.RowWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole runs of a tiny model, as a user starts them. */
class TrainCommandTest {
    private static final Path MODEL = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path rows = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void rows() {
        rows = folder.resolve("rows.jsonl.xz");
        output = folder.resolve("run");
        List<CorrectionRow> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String answer = "The damn answer is " + i + ".";
            String split = i % 8 == 0 ? "dev" : "train";
            all.add(new CorrectionRow(
                    Question.of("Which?"), answer, answer.replace("damn ", ""), null, "made", "CC0-1.0", split));
        }
        RowWriter.writeAll(rows, RowFormat.corrections(), all);
    }

    @Test
    void aRunLeavesAllThatIsPromised() throws IOException {
        assertThat(train("--steps", "30", "--set", "evaluation.every=10", "--learning-rate", "0.01"))
                .describedAs(err.toString())
                .isZero();

        List<JsonNode> lines = MetricsLog.read(output.resolve("metrics.jsonl"));
        List<JsonNode> steps = lines.stream().filter(line -> line.has("loss")).toList();
        assertThat(steps).hasSize(30);
        assertThat(steps.get(29).path("loss").asDouble())
                .isLessThan(steps.get(0).path("loss").asDouble() - 0.5);
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.has("eval_changed") && line.has("eval_copied"))
                        .isTrue());
        JsonNode record = JsonMapper.shared().readTree(Files.readString(output.resolve("training.json")));
        assertThat(record.path("steps").asInt()).isEqualTo(30);
        assertThat(record.path("data")
                        .path("files")
                        .path(0)
                        .path("used")
                        .path("made")
                        .asInt())
                .isEqualTo(35);
        assertThat(record.path("final_losses").path("eval_loss").isNumber()).isTrue();
        assertThat(Files.readString(output.resolve("report.html")))
                .contains("data:image/png;base64,")
                .contains("CC0-1.0")
                .doesNotContain("src=\"loss.png\"");
        assertThat(output.resolve("loss.png")).isNotEmptyFile();
        assertThat(out.toString()).contains("done: 30 steps");
    }

    @Test
    void whatWasTrainedIsServed() {
        train("--steps", "2");

        // opening checks that the adapter belongs to the model
        try (ModelFiles files = ModelFiles.open(MODEL, output.resolve("adapter"))) {
            assertThat(files.decoder().layers()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sft", "ift", "dpo"})
    void aRunThatIsResumedIsTheSameRun(String objective) throws IOException {
        String[] options = {
            "--objective",
            objective,
            "--set",
            "optimiser.type=adamw",
            "--learning-rate",
            "0.001",
            "--set",
            objective.equals("dpo") ? "objective.role=corrector" : "seed=42",
            "--set",
            "checkpoints.every=4"
        };
        assertThat(train(concat(options, "--steps", "6")))
                .describedAs(err.toString())
                .isZero();
        byte[] whole = weights();

        // within the second of three epochs
        stopAfter(5, concat(options, "--steps", "6"));
        assertThat(execute("resume", output.toString()))
                .describedAs(err.toString())
                .isZero();

        assertThat(weights()).isEqualTo(whole);
        assertThat(MetricsLog.read(output.resolve("metrics.jsonl")).stream()
                        .filter(line -> line.has("loss"))
                        .map(line -> line.path("step").asInt()))
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void everyWeightCanBeTrained() {
        assertThat(train("--steps", "2", "--set", "trained={type: full}"))
                .describedAs(err.toString())
                .isZero();

        try (ModelFiles files = ModelFiles.open(output.resolve("model"))) {
            assertThat(files.decoder().layers()).isPositive();
        }
    }

    @Test
    void selfSamplesAreDrawnByTheTrainedModelItself() throws IOException {
        Path negatives = folder.resolve("negatives.jsonl");
        Files.writeString(negatives, "{\"question\": \"Why?\", \"rejected\": \"Because.\"}\n".repeat(6));

        assertThat(train(
                        "--objective",
                        "d2o",
                        "--steps",
                        "3",
                        "--set",
                        "data=[{path: '" + negatives + "'}]",
                        "--set",
                        "objective.samples=2",
                        "--set",
                        "objective.sample_tokens=5",
                        "--set",
                        "objective.refresh_every=2",
                        "--set",
                        "checkpoints.every=1",
                        "--learning-rate",
                        "0.01"))
                .describedAs(err.toString())
                .isZero();

        // its references and the model that draws are part of a checkpoint
        assertThat(output.resolve("checkpoints/step-00000003/harmful.bin")).isNotEmptyFile();
        assertThat(output.resolve("checkpoints/step-00000003/sampling/adapter_config.json"))
                .isNotEmptyFile();
    }

    @Test
    void identitiesCanComeFirst() throws IOException {
        assertThat(train("--epochs", "1", "--set", "identities={share: 0.5, place: first}"))
                .describedAs(err.toString())
                .isZero();

        JsonNode record = JsonMapper.shared().readTree(Files.readString(output.resolve("training.json")));
        assertThat(record.path("data").path("identities").asInt()).isBetween(8, 27);
        assertThat(record.path("data").path("examples").asInt()).isEqualTo(35);
    }

    @Test
    void aRunIsNotOverwrittenUnasked() {
        assertThat(train("--steps", "1")).isZero();
        assertThat(train("--steps", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("holds a run");
        assertThat(train("--steps", "1", "--overwrite")).isZero();
    }

    @Test
    void changedDataIsNoticed() throws IOException {
        assertThat(train("--steps", "1")).isZero();
        Files.writeString(rows, "{\"question\": \"q\", \"answer\": \"a\", \"correction\": \"c\"}\n");

        assertThat(execute("resume", output.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("not the file that the run began with");
    }

    @Test
    void whatIsWrongIsSaidWithItsPlace() throws IOException {
        assertThat(train("--steps", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("budget.steps: 0 (expected: >= 1)");
        assertThat(execute("resume", folder.resolve("nothing").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no checkpoint");
        Files.writeString(rows, "{\"question\": \"q\", \"answer\": \"a\"}\n");
        assertThat(train("--steps", "1")).isEqualTo(2);
        assertThat(err.toString()).contains(rows + ":1: correction: missing");
    }

    /** Trains with a stop on the way, as a signal would. */
    private void stopAfter(int step, String... options) throws IOException {
        StopRequest stop = new StopRequest();
        TrainCommand command = new TrainCommand();
        new CommandLine(command).parseArgs(arguments(options));
        new Checkpoints(output.resolve("checkpoints"), 1).clear();
        TrainingJob.fresh(command.recipe(), stop).run(new RunWatcher() {
            @Override
            public void stepped(StepReport report) {
                if (report.step() == step) {
                    stop.request();
                }
            }

            @Override
            public void evaluated(long at, Map<String, Double> values) {}
        });
    }

    private byte[] weights() throws IOException {
        return Files.readAllBytes(output.resolve("adapter/adapter_model.safetensors"));
    }

    private int train(String... options) {
        return execute(concat(new String[] {"train"}, arguments(options)));
    }

    private String[] arguments(String... options) {
        return concat(
                new String[] {
                    "--model",
                    MODEL.toString(),
                    "--data",
                    rows.toString(),
                    "--output",
                    output.toString(),
                    "--rank",
                    "4",
                    "--set",
                    "batch={tokens: 1024, accumulate: 1, example_tokens: 256}",
                    "--set",
                    "threads=1"
                },
                options);
    }

    private int execute(String... arguments) {
        return new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String[] concat(String[] first, String... second) {
        String[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
