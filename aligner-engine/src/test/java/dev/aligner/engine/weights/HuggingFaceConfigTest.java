package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceConfigTest {
    private static final String LEAST = """
            {"architectures": ["LlamaForCausalLM"], "vocab_size": 10, "hidden_size": 48, "num_hidden_layers": 2,
             "num_attention_heads": 4, "intermediate_size": 20}
            """;

    private final Path folder;

    HuggingFaceConfigTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void writeModel() throws IOException {
        TinyLlama.folder(folder);
    }

    @Test
    void whatAConfigLeavesOutIsAsInTransformers() throws IOException {
        config(LEAST);

        assertThat(HuggingFaceConfig.read(folder))
                .isEqualTo(DecoderConfig.llama(
                        10, 48, 2, 4, 4, 12, 20, 1e-6, 10_000, 2048, false, false, false, List.of()));
    }

    @Test
    void theNewerSpellingOfTheRotaryBaseIsRead() throws IOException {
        config(LEAST.replace("}", ", \"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\": \"default\"}}"));

        assertThat(HuggingFaceConfig.read(folder).ropeTheta()).isEqualTo(500_000);
    }

    @Test
    void aDefaultRopeScalingIsNone() throws IOException {
        config(TinyLlama.replaced(TinyLlama.configJson(), "rope_scaling", "{\"type\": \"default\"}"));

        assertThat(HuggingFaceConfig.read(folder)).isEqualTo(TinyLlama.CONFIG);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            architectures           | ["FalconForCausalLM"]           | architectures: ["FalconForCausalLM"] (expected: one of [LlamaForCausalLM, MistralForCausalLM, Qwen2
            model_type              | "qwen2"                         | model_type: "qwen2" (expected: "llama")
            hidden_act              | "gelu"                          | hidden_act: "gelu" (expected: "silu")
            vocab_size              | 4000000000                      | vocab_size: 4000000000 (expected: a whole number 1..1048576)
            vocab_size              | 99999999999999999999            | (expected: a whole number 1..1048576)
            vocab_size              | null                            | vocab_size: missing (expected: a whole number 1..1048576)
            hidden_size             | 0                               | hidden_size: 0 (expected: a whole number 1..65536)
            num_hidden_layers       | "30"                            | num_hidden_layers: "30" (expected: a whole number 1..1024)
            num_hidden_layers       | 2.5                             | num_hidden_layers: 2.5 (expected: a whole number 1..1024)
            num_attention_heads     | -4                              | num_attention_heads: -4 (expected: a whole number 1..1024)
            num_key_value_heads     | 3                               | heads: 4 (expected: a multiple of the 3 key and value heads)
            head_dim                | 7                               | head dimension: 7 (expected: even
            intermediate_size       | {}                              | intermediate_size: JSON OBJECT (expected: a whole number 1..262144)
            rms_norm_eps            | 0                               | rms_norm_eps: 0 (expected: a number 1.0E-12..0.1)
            rms_norm_eps            | 1e999                           | rms_norm_eps: Infinity (expected: a number
            rope_theta              | -1.0                            | rope_theta: -1.0 (expected: a number 1.0..1.0E12)
            rope_scaling            | {"rope_type": "llama3"}         | rope_scaling.original_max_position_embeddings: missing (expected: a whole number 1..16777216)
            rope_scaling            | {"type": "linear", "factor": 0} | rope_scaling.factor: 0 (expected: a number 1.0..1000000.0)
            rope_scaling            | {"rope_type": "stretched"}      | rope_scaling.rope_type: "stretched" (expected: one of [default, linear, dynamic, yarn, llama3, longrope, su])
            rope_scaling            | {"factor": 2.0}                 | rope_scaling: without a type (expected: one of [default
            rope_scaling            | {"type": "longrope"}            | rope_scaling.short_factor: missing (expected: 4 positive numbers)
            rope_scaling            | 2                               | rope_scaling: JSON NUMBER (expected: null or an object)
            max_position_embeddings | 1e9                             | max_position_embeddings: 1.0E9 (expected: a whole number 1..16777216)
            tie_word_embeddings     | 1                               | tie_word_embeddings: 1 (expected: true or false)
            eos_token_id            | 8                               | eos_token_id: 8 (expected: an id or a list of at most 64, each 0..7)
            eos_token_id            | [1, -1]                         | eos_token_id: [1,-1] (expected: an id or a list
            eos_token_id            | "2"                             | eos_token_id: "2" (expected: an id or a list
            """)
    void aSettingOutOfBoundsIsNamedWithItsValueAndItsBounds(String name, String value, String message)
            throws IOException {
        config(TinyLlama.replaced(TinyLlama.configJson(), name, value));

        assertThat(Opening.refusal(folder))
                .startsWith(folder.resolve("config.json") + ": ")
                .contains(message);
    }

    @Test
    void allWrongSettingsAreSaidAtOnce() throws IOException {
        String json = TinyLlama.replaced(TinyLlama.configJson(), "hidden_act", "\"relu\"");
        config(TinyLlama.replaced(json, "num_hidden_layers", "-1"));

        assertThat(Opening.refusal(folder)).contains(": 2 problems: ", "hidden_act: \"relu\"", "num_hidden_layers: -1");
    }

    @Test
    void withoutHeadDimTheHeadsShareTheWidth() throws IOException {
        config(LEAST.replace("48", "50"));

        assertThat(Opening.refusal(folder)).contains("hidden_size: 50 (expected: a multiple of num_attention_heads 4)");
    }

    @Test
    void generationConfigHasTheLastWordOnEnds() throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [5, 4, 5]}");
        assertThat(HuggingFaceConfig.read(folder).endTokens()).containsExactly(5, 4);

        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": 6}");
        assertThat(HuggingFaceConfig.read(folder).endTokens()).containsExactly(6);

        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": null}");
        assertThat(HuggingFaceConfig.read(folder).endTokens()).containsExactly(2, 3);
    }

    @Test
    void aBrokenConfigSaysWhere() throws IOException {
        config("{\"a\": 1,\n \"a\": 2}");
        assertThat(Opening.refusal(folder)).contains("config.json: broken JSON at line 2", "Duplicate");

        config("{} x");
        assertThat(Opening.refusal(folder)).contains("config.json: broken JSON at line 1");

        config("");
        assertThat(Opening.refusal(folder)).contains("config.json: JSON MISSING (expected: a JSON object)");

        config("{\"a\":".repeat(1_000_000));
        assertThat(Opening.refusal(folder)).contains("config.json: broken JSON", "nesting depth");

        config("[" + "1,".repeat(1_500_000) + "1]");
        assertThat(Opening.refusal(folder)).contains("config.json: broken JSON", "Token count");

        config(" ".repeat((16 << 20) + 1));
        assertThat(Opening.refusal(folder)).contains("config.json: size: 16777217 bytes (expected: at most 16777216)");

        Files.write(folder.resolve("config.json"), new byte[] {'{', (byte) 0xff, '}'});
        assertThat(Opening.refusal(folder)).contains("config.json: missing or unreadable (expected: UTF-8 text)");
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }
}
