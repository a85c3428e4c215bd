package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A T5 folder is what its config says, or it is refused with what is wrong. */
class T5FilesTest {
    private static final String LEAST = """
            {"architectures": ["T5ForConditionalGeneration"], "model_type": "t5", "vocab_size": 6, "d_model": 4,
             "d_kv": 3, "d_ff": 5, "num_layers": 2, "num_heads": 2}
            """;
    private static final T5Config CONFIG =
            new T5Config(6, 4, 2, 2, 2, 3, 5, false, 32, 128, 1e-6, 1024, true, 0, List.of(1));
    private static final String GATED = "\"feed_forward_proj\": \"gated-gelu\", \"tie_word_embeddings\": false";

    private final Path folder;

    T5FilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void writeModel() throws IOException {
        config(LEAST);
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        weights(tensors(CONFIG));
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }

    private static String with(String setting) {
        return LEAST.strip().replaceFirst("}$", ", " + setting + "}");
    }

    private static Map<String, long[]> tensors(T5Config config) {
        return new LinkedHashMap<>(ExpectedTensors.of(config).shapes());
    }

    /** Every tensor is full of its name's hash. */
    private void weights(Map<String, long[]> tensors) throws IOException {
        SafetensorsFile file = new SafetensorsFile();
        tensors.forEach((name, shape) -> file.tensor(name, "F32", shape, floats(name.hashCode() % 7, shape)));
        Files.write(folder.resolve("model.safetensors"), file.bytes());
    }

    private static byte[] floats(float value, long[] shape) {
        LittleEndian bytes = new LittleEndian();
        for (long i = 0; i < StoredTensor.elements(shape); i++) {
            bytes.float32(value);
        }
        return bytes.bytes();
    }

    @Test
    void whatAConfigLeavesOutIsAsInTransformers() {
        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(model.config()).isEqualTo(CONFIG);
            assertThat(model.config().family()).isEqualTo("t5");
            assertThat(model.shape("encoder.block.1.layer.0.SelfAttention.q.weight"))
                    .containsExactly(6, 4);
            assertThat(model.shape("decoder.block.0.layer.1.EncDecAttention.o.weight"))
                    .containsExactly(4, 6);
            assertThat(model.shape("decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"))
                    .containsExactly(32, 2);
        }
    }

    @Test
    void everySettingIsRead() throws IOException {
        config(with(GATED + """
                , "num_decoder_layers": 3, "relative_attention_num_buckets": 8, "relative_attention_max_distance": 20,
                "layer_norm_epsilon": 1e-5, "n_positions": 100, "decoder_start_token_id": 2, "pad_token_id": 3,
                "eos_token_id": 4, "dense_act_fn": "gelu_new", "is_gated_act": true
                """));
        T5Config expected = new T5Config(6, 4, 2, 3, 2, 3, 5, true, 8, 20, 1e-5, 200, false, 2, List.of(4));
        weights(tensors(expected));

        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThat(model.config()).isEqualTo(expected);
            assertThat(model.shape("decoder.block.2.layer.2.DenseReluDense.wi_1.weight"))
                    .containsExactly(5, 4);
            assertThat(model.shape("lm_head.weight")).containsExactly(6, 4);
        }
    }

    @Test
    void aDecoderWithoutAStartTokenBeginsWithTheOneThatPads() throws IOException {
        config(with("\"pad_token_id\": 5"));

        assertThat(HuggingFaceT5Config.read(folder).startToken()).isEqualTo(5);
    }

    @Test
    void theGenerationConfigSaysWhatEndsAnOutput() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [1, 2]}");

        assertThat(HuggingFaceT5Config.read(folder).endTokens()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "feed_forward_proj": "gated-silu"        | feed_forward_proj: gated-silu (expected: relu or gated-gelu)
            "feed_forward_proj": 7                   | feed_forward_proj: 7 (expected: a text)
            "dense_act_fn": "gelu_new"               | dense_act_fn: "gelu_new" (expected: "relu")
            "is_gated_act": true                     | is_gated_act: true (expected: false, as feed_forward_proj says)
            "relative_attention_max_distance": 16    | relative_attention_max_distance: 16 (expected: more than half of the 32 buckets)
            "relative_attention_num_buckets": 3      | relative_attention_num_buckets: 3 (expected: a whole number 4..65536)
            "num_decoder_layers": 0                  | num_decoder_layers: 0 (expected: a whole number 1..1024)
            "decoder_start_token_id": 6              | decoder_start_token_id: 6 (expected: a whole number 0..5)
            "eos_token_id": 6                        | eos_token_id: 6 (expected: an id or a list of at most 64, each 0..5)
            "n_positions": 0                         | n_positions: 0 (expected: a whole number 1..16777216)
            "layer_norm_epsilon": 1                  | layer_norm_epsilon: 1 (expected: a number 1.0E-12..0.1)
            """)
    void aSettingOutOfItsRangeIsNamed(String setting, String message) throws IOException {
        config(with(setting));

        assertThat(Opening.refusal(folder)).contains("config.json: ").contains(message);
    }

    @Test
    void anotherArchitectureOfTheSameTypeIsRefused() throws IOException {
        config(LEAST.replace("T5ForConditionalGeneration", "T5EncoderModel"));
        assertThat(Opening.refusal(folder)).contains("architectures: [\"T5EncoderModel\"]");

        config(LEAST.replace("\"t5\"", "\"mt5\""));
        assertThat(Opening.refusal(folder)).contains("model_type: \"mt5\" (expected: \"t5\")");
    }

    @Test
    void aTensorThatIsMissingOrOfAnotherShapeOrTooManyIsNamed() throws IOException {
        Map<String, long[]> tensors = tensors(CONFIG);
        tensors.remove("decoder.block.1.layer.1.layer_norm.weight");
        tensors.put("encoder.block.0.layer.1.DenseReluDense.wi.weight", new long[] {4, 5});
        tensors.put("encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight", new long[] {32, 2});
        weights(tensors);

        assertThat(Opening.refusal(folder))
                .contains("decoder.block.1.layer.1.layer_norm.weight: missing (expected: shape [4])")
                .contains("encoder.block.0.layer.1.DenseReluDense.wi.weight: shape [4, 5] (expected: [5, 4])")
                .contains("encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight: extra");
    }

    @Test
    void aTensorThatOnlyOldCheckpointsHaveIsLeftAlone() throws IOException {
        Map<String, long[]> tensors = tensors(CONFIG);
        tensors.put("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight", new long[] {32, 2});
        weights(tensors);

        ModelFiles.open(folder).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"})
    void aRepeatedEmbeddingMustBeACopy(String name) throws IOException {
        float embedding = "shared.weight".hashCode() % 7;
        for (boolean copied : new boolean[] {true, false}) {
            SafetensorsFile file = new SafetensorsFile();
            tensors(CONFIG)
                    .forEach((each, shape) -> file.tensor(each, "F32", shape, floats(each.hashCode() % 7, shape)));
            long[] shape = {6, 4};
            file.tensor(name, "F32", shape, floats(copied ? embedding : embedding + 1, shape));
            Files.write(folder.resolve("model.safetensors"), file.bytes());
            if (copied) {
                ModelFiles.open(folder).close();
            } else {
                assertThat(Opening.refusal(folder)).contains(name + ": F32 [6, 4], no copy of the embedding");
            }
        }
    }

    @Test
    void itIsNoDecoderOnlyModel() {
        try (ModelFiles model = ModelFiles.open(folder)) {
            assertThatThrownBy(model::decoder)
                    .isInstanceOf(AlignerException.class)
                    .hasMessage("model: of family t5 (expected: a decoder-only one)");
        }
    }
}
