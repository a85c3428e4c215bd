package dev.aligner.trainer.train;

import dev.aligner.trainer.recipe.Recipe;
import dev.aligner.trainer.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Names and forms of what lies in a checkpoint. */
final class RunFiles {
    private static final String STATE = "state.json";
    private static final String RECIPE = "recipe.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private RunFiles() {}

    /** Parameters and the optimiser's state, as the model writes them. */
    static Path model(Path checkpoint) {
        return checkpoint.resolve("model.bin");
    }

    static void writeState(RunState state, Path checkpoint) throws IOException {
        Files.writeString(checkpoint.resolve(STATE), JSON.writeValueAsString(state));
    }

    static RunState readState(Path checkpoint) throws IOException {
        return JSON.readValue(Files.readString(checkpoint.resolve(STATE)), RunState.class);
    }

    static void writeRecipe(Recipe recipe, Path checkpoint) throws IOException {
        Files.writeString(checkpoint.resolve(RECIPE), RecipeFile.write(recipe));
    }

    /** The recipe of a checkpoint, with options that override it. */
    static Recipe readRecipe(Path checkpoint, Map<String, String> options) {
        return RecipeFile.read(checkpoint.resolve(RECIPE), options);
    }
}
