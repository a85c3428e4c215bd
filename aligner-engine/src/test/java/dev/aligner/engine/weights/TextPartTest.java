package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Of a checkpoint that also sees the text part is what a text model of the same weights is. */
class TextPartTest {
    private static final Path TEXT = Path.of("src/test/resources/models/gemma3");

    @TempDir
    private Path folder = Path.of("");

    /** The fixture within a larger checkpoint, under the names that a prefix stands for. */
    private void write(UnaryOperator<String> names) throws IOException {
        String text = Files.readString(TEXT.resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3", "eos_token_id": [1, 2],
                 "vision_config": {"hidden_size": 8}, "text_config": %s}""".formatted(text));
        Files.copy(TEXT.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        var file = new SafetensorsFile();
        try (ModelFiles model = ModelFiles.open(TEXT)) {
            for (String name : model.tensors()) {
                file.tensor(
                        names.apply(name),
                        "F32",
                        model.shape(name),
                        values(model, name).array());
            }
        }
        for (String name : new String[] {"vision_tower.patch.weight", "multi_modal_projector.weight"}) {
            String prefix = names.apply("model.norm.weight").startsWith("model.") ? "model." : "";
            file.tensor(prefix + name, "F32", new long[] {2}, new byte[8]);
        }
        Files.write(folder.resolve("model.safetensors"), file.bytes());
    }

    private static ByteBuffer values(ModelFiles model, String name) {
        int bytes = Math.toIntExact(StoredTensor.elements(model.shape(name)) * Float.BYTES);
        ByteBuffer values = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        model.read(name, values);
        return values.rewind().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static UnaryOperator<String> under(String prefix) {
        return name -> prefix.startsWith("model.") ? prefix + name.substring("model.".length()) : prefix + name;
    }

    @ParameterizedTest
    @ValueSource(strings = {"language_model.", "model.language_model."})
    void itIsTheModelThatItWouldBeAlone(String prefix) throws IOException {
        write(under(prefix));
        try (ModelFiles part = ModelFiles.open(folder);
                ModelFiles alone = ModelFiles.open(TEXT)) {
            DecoderConfig expected = alone.decoder();
            assertThat(part.decoder())
                    .usingRecursiveComparison()
                    .ignoringFields("endTokens")
                    .isEqualTo(expected);
            assertThat(part.config().endTokens()).containsExactly(1, 2);
            assertThat(part.tensors()).isEqualTo(alone.tensors());
            for (String name : part.tensors()) {
                assertThat(values(part, name)).as(name).isEqualTo(values(alone, name));
            }
        }
    }

    @Test
    void whatIsNeitherTextNorEyeIsRefused() throws IOException {
        write(name -> name.equals("model.norm.weight") ? "language_model.model.norm.waight" : "language_model." + name);
        assertThatThrownBy(() -> ModelFiles.open(folder))
                .isInstanceOf(AlignerException.class)
                .hasMessageContainingAll(
                        "language_model.model.norm.weight: missing", "language_model.model.norm.waight: ");
    }

    @Test
    void aSilentFileMeansWhatTransformersMeans() {
        JsonNode published = JsonMapper.shared().readTree("""
                {"architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3",
                 "text_config": {"hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text",
                  "num_hidden_layers": 34, "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 1024},
                 "vision_config": {}}""");
        assertThat(TextPart.isIn(published)).isTrue();
        JsonNode text = TextPart.settings(published);
        assertThat(text.path("vocab_size").intValue()).isEqualTo(262_208);
        assertThat(text.path("hidden_size").intValue()).isEqualTo(2560);
        assertThat(text.path("num_attention_heads").intValue()).isEqualTo(8);
        assertThat(text.path("num_key_value_heads").intValue()).isEqualTo(4);
        assertThat(published.path("text_config").has("vocab_size")).isFalse();
    }
}
