package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceTokenizerTest {
    private final Path folder;

    HuggingFaceTokenizerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void writeModel() throws IOException {
        TinyLlama.folder(folder);
    }

    @Test
    void onlyTheTokenizerItselfMustBeThere() {
        assertThat(read()).isEqualTo(tokenizer(null, null, null));
    }

    @Test
    void aMissingTokenizerIsNamed() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));

        assertThat(Opening.refusal(folder))
                .contains("tokenizer.json: missing (expected: this file, tokenizer.model or spiece.model)");
    }

    @Test
    void tokensAreTextsOrObjectsWithContent() throws IOException {
        config("{\"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\", \"lstrip\": false}}");

        assertThat(read()).isEqualTo(tokenizer(null, "<s>", "</s>"));
    }

    @Test
    void aChatTemplateIsATextOrTheDefaultOfAList() throws IOException {
        config("{\"chat_template\": \"one\", \"bos_token\": null}");
        assertThat(read()).isEqualTo(tokenizer("one", null, null));

        config("""
                {"chat_template": [{"name": "tools", "template": "two"}, {"name": "default", "template": "three"}]}
                """);
        assertThat(read()).isEqualTo(tokenizer("three", null, null));

        config("{\"chat_template\": [{\"name\": \"only\", \"template\": \"four\"}]}");
        assertThat(read()).isEqualTo(tokenizer("four", null, null));
    }

    @Test
    void theTemplatesOwnFileWins() throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), "file ı");
        config("{\"chat_template\": \"config\"}");
        assertThat(read()).isEqualTo(tokenizer("file ı", null, null));

        Files.delete(folder.resolve("tokenizer_config.json"));
        assertThat(read()).isEqualTo(tokenizer("file ı", null, null));
    }

    @Test
    void whatIsOfTheWrongKindIsNamed() throws IOException {
        config("""
                {"bos_token": 1, "eos_token": {"text": "x"}, "chat_template": [{"name": "a"}, {"name": "b"}]}
                """);

        assertThat(Opening.refusal(folder))
                .contains(
                        "tokenizer_config.json: 3 problems: ",
                        "bos_token: JSON NUMBER (expected: a text, or an object with content)",
                        "eos_token: JSON OBJECT",
                        "chat_template: JSON ARRAY (expected: a text, or a list of {name, template}");
    }

    private static TokenizerSource tokenizer(@Nullable String template, @Nullable String begin, @Nullable String end) {
        return new TokenizerSource.HuggingFace("{\"model\":{}}", template, begin, end);
    }

    private TokenizerSource read() {
        try (ModelFiles model = ModelFiles.open(folder)) {
            return model.tokenizer();
        }
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
    }
}
