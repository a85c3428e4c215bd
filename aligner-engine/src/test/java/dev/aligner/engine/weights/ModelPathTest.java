package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPathTest {
    private static final String EXPECTED =
            " (expected: a *.gguf file, a folder that holds exactly one, or a folder with config.json and"
                    + " model.safetensors)";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFolderIsReadByWhatItHolds() throws IOException {
        gguf("tiny.GGUF");
        assertThat(tokenizerOf(folder)).isInstanceOf(TokenizerSource.Gguf.class);
        assertThat(tokenizerOf(folder.resolve("tiny.GGUF"))).isInstanceOf(TokenizerSource.Gguf.class);

        Files.writeString(folder.resolve("config.json"), "{}");
        assertThat(tokenizerOf(folder)).isInstanceOf(TokenizerSource.Gguf.class);

        TinyLlama.folder(folder);
        assertThat(tokenizerOf(folder)).isInstanceOf(TokenizerSource.HuggingFace.class);
    }

    @Test
    void aPathThatIsNoModelSaysWhatOneIs() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        Path text = Files.writeString(folder.resolve("notes.txt"), "x");

        assertThat(Opening.refusal(nowhere)).isEqualTo(nowhere + ": nothing there" + EXPECTED);
        assertThat(Opening.refusal(text)).isEqualTo(text + ": a file of another kind" + EXPECTED);
        assertThat(Opening.refusal(folder)).isEqualTo(folder + ": a folder with 0 *.gguf files" + EXPECTED);

        gguf("a.gguf");
        gguf("b.gguf");
        assertThat(Opening.refusal(folder)).isEqualTo(folder + ": a folder with 2 *.gguf files" + EXPECTED);
    }

    private void gguf(String name) throws IOException {
        Files.write(folder.resolve(name), TinyLlama.gguf(TensorType.F32).bytes());
    }

    private static TokenizerSource tokenizerOf(Path path) {
        try (ModelFiles model = ModelFiles.open(path)) {
            return model.tokenizer();
        }
    }
}
