package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void otherFieldsStayAsTheyAre() throws IOException {
        Path file = directory.resolve("aligner.json");
        Files.writeString(file, """
            {"id": "m", "strength": 1.0, "margin": {"plain": 9, "instructed": 0.5}, "instructions": {"z": "é", "a": "b"}}
            """);

        ModelSettings.beside(directory).write(Map.of("plain", 2.25));

        assertThat(Files.readString(file).replaceAll("\\s+", " ").strip())
                .isEqualTo(
                        "{ \"id\" : \"m\", \"strength\" : 1.0, \"margin\" : { \"plain\" : 2.25, \"instructed\" : 0.5 },"
                                + " \"instructions\" : { \"z\" : \"é\", \"a\" : \"b\" } }");
        assertThat(ModelSettings.beside(directory.resolve("weights.gguf")).file())
                .isEqualTo(file);
    }

    @Test
    void aModelWithoutSettingsGetsSome() throws IOException {
        ModelSettings.beside(directory).write(Map.of("instructed", 1.0));
        assertThat(directory.resolve("aligner.json"))
                .content()
                .containsIgnoringWhitespaces("{\"margin\":{\"instructed\":1.0}}");

        Files.writeString(directory.resolve("aligner.json"), "[1]");
        assertThatThrownBy(() -> ModelSettings.beside(directory).write(Map.of("plain", 1.0)))
                .hasMessageContaining("aligner.json");
        assertThat(directory.resolve("aligner.json")).content().isEqualTo("[1]");
    }
}
