package dev.aligner.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesTest {
    @ParameterizedTest
    @MethodSource("recipes")
    void whatIsInTheRepositoryIsRead(Path recipe) {
        assertThat(RecipeFile.read(recipe, Map.of()).data()).isNotEmpty();
    }

    static Stream<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("recipes"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }
}
