package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    private static final Case ONE = new Case("k1", "s", Question.of("q\n"), "a\u2028", null, List.of("r"));
    private static final Case OTHER = new Case("k2", "s", Question.of("q"), "b", "i", List.of("r"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void remembersAndForgetsATornLine() throws IOException {
        Path file = directory.resolve("corrections.jsonl");
        Output output = new Output("c\u2028\n\"", "CORRECTED", null, -1.25);
        try (OutputFile outputs = new OutputFile(directory, "me")) {
            outputs.add(ONE, output);
            outputs.add(OTHER, output);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int cut = whole.length; cut >= 0; cut--) {
            Files.write(file, Arrays.copyOf(whole, cut));
            try (OutputFile outputs = new OutputFile(directory, "me")) {
                if (outputs.of(ONE) == null) {
                    outputs.add(ONE, output);
                }
                if (outputs.of(OTHER) == null) {
                    outputs.add(OTHER, output);
                }
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
        try (OutputFile outputs = new OutputFile(directory, "me")) {
            assertThat(outputs.of(ONE)).isEqualTo(output);
        }
    }

    @Test
    void anotherCorrectorsFileIsRefused() {
        new OutputFile(directory, "me").close();
        assertThatThrownBy(() -> new OutputFile(directory, "you")).hasMessageContaining("outputs of \"me\"");
    }
}
