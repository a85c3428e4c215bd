package dev.aligner.trainer.train;

import dev.aligner.trainer.file.AtomicFile;
import dev.aligner.trainer.recipe.Recipe;
import dev.aligner.trainer.recipe.RecipeFile;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code training.json}: all that a model card says about how a model was made.
 *
 * @param recipe complete, defaults written out
 * @param model SHA-256 of the weights that were trained from
 * @param parameters how many were trained
 * @param exported the directory with the result, within the run's
 * @param finalLosses of held-out rows, by name; empty where there were none
 */
record TrainingRecord(
        JsonNode recipe,
        String model,
        long parameters,
        String exported,
        DataSummary data,
        long steps,
        int epochs,
        long tokens,
        long targetTokens,
        double seconds,
        Map<String, Double> finalLosses,
        Machine machine) {

    static final String FILE = "training.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    static TrainingRecord of(
            Recipe recipe,
            String modelDigest,
            long parameters,
            String exported,
            DataSummary data,
            RunState state,
            Map<String, Double> finalLosses) {
        return new TrainingRecord(
                JSON.readTree(RecipeFile.write(recipe)),
                modelDigest,
                parameters,
                exported,
                data,
                state.step(),
                state.epoch(),
                state.tokens(),
                state.targets(),
                state.seconds(),
                finalLosses,
                Machine.ofThisProcess());
    }

    String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    void write(Path directory) {
        AtomicFile.write(directory.resolve(FILE), (json() + "\n"));
    }
}
