package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerFolderTest {
    @TempDir
    private Path folder;

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void aModelOfAnyFamilyIsReadWithoutItsWeights() throws IOException {
        write("tokenizer.json", "{}");
        write("tokenizer_config.json", "{\"eos_token\": \"<end>\", \"chat_template\": \"{{ x }}\"}");
        write("config.json", "{\"model_type\": \"qwen2\", \"eos_token_id\": 7, \"max_position_embeddings\": 4096}");
        TokenizerFolder read = TokenizerFolder.read(folder);

        assertThat(TokenizerFolder.isAt(folder)).isTrue();
        assertThat(read.endTokens()).containsExactly(7);
        assertThat(read.maxPositions()).isEqualTo(4096);
        assertThat(read.tokenizer().chatTemplate()).isEqualTo("{{ x }}");
    }

    @Test
    void whatGenerationIsToldWinsAsInTheWholeModel() throws IOException {
        write("tokenizer.json", "{}");
        write("config.json", "{\"eos_token_id\": 7}");
        write("generation_config.json", "{\"eos_token_id\": [2, 3, 2]}");

        assertThat(TokenizerFolder.read(folder).endTokens()).containsExactly(2, 3);
        assertThat(TokenizerFolder.read(folder).maxPositions()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aBrokenFileIsNamed() throws IOException {
        assertThat(TokenizerFolder.isAt(folder)).isFalse();
        write("tokenizer.json", "{}");
        write("config.json", "{\"max_position_embeddings\": \"many\"}");
        assertThatThrownBy(() -> TokenizerFolder.read(folder))
                .isInstanceOf(AlignerException.class)
                .hasMessageContainingAll("config.json", "max_position_embeddings");
    }
}
