package dev.aligner.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.TrainerApplication;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The committed recipe on the embedded model and the data of the repository: training makes it better than it was. */
class TwoMinutesIT {
    @TempDir
    Path folder = Path.of("");

    @Test
    void aFewStepsBeatTheUntunedModelOnHeldOutRows() throws IOException {
        Path output = folder.resolve("run");
        // paths in a recipe are relative to the repository's root
        Path recipe = Files.writeString(
                folder.resolve("recipe.yaml"),
                Files.readString(Path.of("recipes/two-minutes.yaml"))
                        .replace("path: data/", "path: ../data/")
                        .replace("model: models/", "model: ../models/"));
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new TrainerApplication())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(errors, true))
                .execute("train", recipe.toString(), "--output", output.toString());
        assertThat(code).as(errors.toString()).isZero();

        List<JsonNode> looks = MetricsLog.read(output.resolve("metrics.jsonl")).stream()
                .filter(line -> line.has("eval_loss"))
                .toList();
        assertThat(looks).hasSizeGreaterThan(1);
        JsonNode untuned = looks.get(0);
        JsonNode tuned = looks.get(looks.size() - 1);
        assertThat(tuned.path("eval_loss").asDouble())
                .isLessThan(untuned.path("eval_loss").asDouble() * 0.8);
        assertThat(tuned.path("eval_changed").asDouble())
                .isLessThan(untuned.path("eval_changed").asDouble());
    }
}
