package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What published config files mean, and what is wrong with those that mean nothing. */
class HuggingFaceFamiliesTest {
    private static final int ALL = LayerAttention.ALL;
    private static final RopeScaling NONE = new RopeScaling.None();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void llama3StretchesItsRope() throws IOException {
        DecoderConfig config = read("LlamaForCausalLM", """
                "head_dim": 64, "rope_theta": 500000.0, "max_position_embeddings": 131072,
                "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                                 "original_max_position_embeddings": 8192, "rope_type": "llama3"}""");

        assertThat(config.attention())
                .hasSize(4)
                .containsOnly(new LayerAttention(ALL, new Rope(500_000, 64, new RopeScaling.Llama3(32, 1, 4, 8192))));
        assertThat(config.maxPositions()).isEqualTo(131_072);
        assertThat(config.isPlainLlama()).isFalse();
    }

    @Test
    void bothSpellingsOfRopeSettingsMeanTheSame() throws IOException {
        DecoderConfig older = read("LlamaForCausalLM", """
                "rope_theta": 20000.0, "rope_scaling": {"type": "yarn", "factor": 4.0, "beta_fast": 16}""");
        DecoderConfig newer = read("LlamaForCausalLM", """
                "rope_parameters": {"rope_type": "yarn", "factor": 4.0, "beta_fast": 16, "rope_theta": 20000.0}""");

        assertThat(newer).isEqualTo(older);
        assertThat(scaling(older)).isEqualTo(new RopeScaling.Yarn(4, 2048, 0.1 * Math.log(4) + 1, 16, 1, true));
        assertThat(older.maxPositions()).isEqualTo(4 * 2048);
    }

    @Test
    void yarnsFactorForAttentionIsReadOrFollowsFromTheScales() throws IOException {
        String yarn = "\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0, \"truncate\": false, ";

        assertThat(scaling(read("LlamaForCausalLM", yarn + "\"attention_factor\": 1.5}")))
                .isEqualTo(new RopeScaling.Yarn(4, 2048, 1.5, 32, 1, false));
        assertThat(scaling(read("LlamaForCausalLM", yarn + "\"mscale\": 2.0, \"mscale_all_dim\": 0.5}")))
                .isEqualTo(new RopeScaling.Yarn(
                        4, 2048, (0.2 * Math.log(4) + 1) / (0.05 * Math.log(4) + 1), 32, 1, false));
    }

    @Test
    void linearAndDynamicScalingStretchWhatTheModelWasTrainedFor() throws IOException {
        DecoderConfig linear = read("LlamaForCausalLM", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.5}");
        DecoderConfig dynamic = read("LlamaForCausalLM", "\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2}");

        assertThat(scaling(linear)).isEqualTo(new RopeScaling.Linear(2.5));
        assertThat(linear.maxPositions()).isEqualTo(5120);
        assertThat(scaling(dynamic)).isEqualTo(new RopeScaling.Dynamic(2, 2048));
        assertThat(dynamic.maxPositions()).isEqualTo(4096);
    }

    @Test
    void mistralsWindowMayBeNull() throws IOException {
        assertThat(windows(read("MistralForCausalLM", "\"sliding_window\": 1024")))
                .containsOnly(1024);
        assertThat(windows(read("MistralForCausalLM", "\"sliding_window\": null")))
                .containsOnly(ALL);
        assertThat(windows(read("MistralForCausalLM", "\"head_dim\": null"))).containsOnly(4096);
        assertThat(read("MistralForCausalLM", "\"sliding_window\": null").isPlainLlama())
                .isTrue();
    }

    @Test
    void qwen2HasBiasesAndWindowsInItsLastLayersIfAtAll() throws IOException {
        String window = "\"sliding_window\": 32, \"max_window_layers\": 3, ";
        DecoderConfig config = read("Qwen2ForCausalLM", window + "\"use_sliding_window\": true");

        assertThat(config.biases()).isEqualTo(new Biases(true, false, false));
        assertThat(windows(config)).containsExactly(ALL, ALL, ALL, 32);
        assertThat(windows(read("Qwen2ForCausalLM", window + "\"use_sliding_window\": false")))
                .containsOnly(ALL);
    }

    @Test
    void qwen3NormalisesHeads() throws IOException {
        DecoderConfig config = read("Qwen3ForCausalLM", "\"rope_theta\": 1000000");

        assertThat(config.headDim()).isEqualTo(128);
        assertThat(config.norms()).isEqualTo(new Norms(1e-6, false, false, false, true));
        assertThat(config.biases()).isEqualTo(Biases.NONE);
    }

    @Test
    void theFirstGemmaSaysGeluAndMeansTheApproximation() throws IOException {
        DecoderConfig config = read("GemmaForCausalLM", "\"hidden_act\": \"gelu\"");

        assertThat(config.kind().gelu()).isTrue();
        assertThat(config.embeddingScale()).isEqualTo(8);
        assertThat(config.norms()).isEqualTo(new Norms(1e-6, true, true, false, false));
        assertThat(config.headDim()).isEqualTo(256);
        assertThat(config.tiedHead()).isTrue();
        assertThat(windows(config)).containsOnly(ALL);
    }

    @Test
    void gemma2AlternatesAndCaps() throws IOException {
        DecoderConfig config = read("Gemma2ForCausalLM", "\"query_pre_attn_scalar\": 144, \"sliding_window\": 64");

        assertThat(windows(config)).containsExactly(64, ALL, 64, ALL);
        assertThat(config.scores()).isEqualTo(new AttentionScores(1.0 / 12, 50));
        assertThat(config.logitCap()).isEqualTo(30);
        assertThat(config.norms()).isEqualTo(new Norms(1e-6, true, true, true, false));
        assertThat(read("Gemma2ForCausalLM", "\"attn_logit_softcapping\": null").scores())
                .isEqualTo(new AttentionScores(1.0 / 16, 0));
    }

    @Test
    void gemma3HasTwoRopes() throws IOException {
        String older = """
                "model_type": "gemma3_text", "sliding_window": 512, "sliding_window_pattern": 3,
                "rope_theta": 1000000, "rope_local_base_freq": 10000,
                "rope_scaling": {"factor": 8.0, "rope_type": "linear"}""";
        String newer = """
                "layer_types": ["sliding_attention", "sliding_attention", "full_attention", "sliding_attention"],
                "sliding_window": 512, "rope_parameters": {
                    "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000000},
                    "sliding_attention": {"rope_type": "default", "rope_theta": 10000}}""";
        DecoderConfig config = read("Gemma3ForCausalLM", older);

        var local = new LayerAttention(512, new Rope(10_000, 256, NONE));
        var global = new LayerAttention(ALL, new Rope(1_000_000, 256, new RopeScaling.Linear(8)));
        assertThat(config.attention()).containsExactly(local, local, global, local);
        assertThat(config.maxPositions()).isEqualTo(131_072);
        assertThat(config.scores()).isEqualTo(new AttentionScores(1.0 / 16, 0));
        assertThat(config.norms()).isEqualTo(new Norms(1e-6, true, true, true, true));
        assertThat(read("Gemma3ForCausalLM", newer)).isEqualTo(config);
    }

    @Test
    void phi3StacksItsProjections() throws IOException {
        DecoderConfig config = read("Phi3ForCausalLM", "\"sliding_window\": 2047, \"rope_scaling\": null");

        assertThat(windows(config)).containsOnly(2047);
        assertThat(DecoderTensors.expected(config))
                .containsKey("model.layers.3.mlp.gate_up_proj.weight")
                .doesNotContainKey("model.layers.0.self_attn.q_proj.weight")
                .hasEntrySatisfying(
                        "model.layers.0.self_attn.qkv_proj.weight",
                        shape -> assertThat(shape).containsExactly(64 + 2 * 32, 64));
    }

    @Test
    void phi3CallsOneScalingByThreeNames() throws IOException {
        for (String name : List.of("longrope", "su", "yarn")) {
            DecoderConfig config = read("Phi3ForCausalLM", """
                    "original_max_position_embeddings": 4096, "max_position_embeddings": 131072,
                    "partial_rotary_factor": 0.25,
                    "rope_scaling": {"type": "%s", "short_factor": [1, 1.5], "long_factor": [2, 4.0]}""".formatted(name));

            assertThat(config.attention().get(0).rope())
                    .isEqualTo(new Rope(
                            10_000,
                            4,
                            new RopeScaling.LongRope(
                                    List.of(1f, 1.5f),
                                    List.of(2f, 4f),
                                    4096,
                                    Math.sqrt(1 + Math.log(32) / Math.log(4096)))));
            assertThat(config.maxPositions()).isEqualTo(131_072);
        }
    }

    @Test
    void aTypeAloneNamesTheFamily() throws IOException {
        String json = json("", "").replace("\"architectures\": [\"\"]", "\"model_type\": \"gemma3_text\"");
        Files.writeString(folder.resolve("config.json"), json);

        assertThat(HuggingFaceConfig.read(folder).kind()).isEqualTo(DecoderFamily.GEMMA3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            LlamaForCausalLM   | "model_type": "qwen2"                      | model_type: "qwen2" (expected: "llama")
            LlamaForCausalLM   | "partial_rotary_factor": 0.5               | partial_rotary_factor: 0.5 (expected: 1)
            LlamaForCausalLM   | "rope_scaling": {"type": "linear"}, "rope_parameters": {} | rope_scaling: beside rope_parameters (expected: one of them)
            LlamaForCausalLM   | "rope_scaling": {"rope_type": "llama3", "factor": 2, "low_freq_factor": 4, "high_freq_factor": 4, "original_max_position_embeddings": 8} | rope_scaling.high_freq_factor: 4.0 (expected: more than low_freq_factor 4.0)
            LlamaForCausalLM   | "rope_parameters": {"rope_type": "yarn", "factor": "4"} | rope_parameters.factor: "4" (expected: a number 1.0..1000000.0)
            MistralForCausalLM | "sliding_window": 0                        | sliding_window: 0 (expected: a whole number 1..16777216)
            Qwen2ForCausalLM   | "use_sliding_window": true, "layer_types": ["full_attention"] | layer_types: ["full_attention"] (expected: sliding_attention or full_attention for each of 4 layers)
            Gemma2ForCausalLM  | "final_logit_softcapping": 0               | final_logit_softcapping: 0 (expected: a number 0.001..1000000.0)
            Gemma2ForCausalLM  | "hidden_activation": "silu"                | hidden_activation: "silu" (expected: one of [gelu_pytorch_tanh, gelu])
            Gemma3ForCausalLM  | "use_bidirectional_attention": true        | use_bidirectional_attention: true (expected: false)
            Gemma3ForCausalLM  | "rope_parameters": {"full_attention": {"rope_type": "linear"}} | rope_parameters.full_attention.factor: missing (expected: a number
            Phi3ForCausalLM    | "partial_rotary_factor": 0.2               | partial_rotary_factor: 0.2 (expected: an even part of a head's 16 dimensions)
            Phi3ForCausalLM    | "rope_scaling": {"type": "longrope", "long_factor": [1, 2], "short_factor": [1, 1, 1, 1, 1, 1, 1, 0]} | rope_scaling.short_factor: [1,1,1,1,1,1,1,0] (expected: 8 positive numbers); rope_scaling.long_factor: [1,2] (expected: 8
            """)
    void aSettingThatAFamilyCannotHaveIsNamed(String architecture, String settings, String message) throws IOException {
        TinyLlama.folder(folder);
        Files.writeString(folder.resolve("config.json"), json(architecture, settings));

        assertThat(Opening.refusal(folder)).contains(message);
    }

    @Test
    void whatIsWrongInDifferentPartsIsSaidAtOnce() throws IOException {
        TinyLlama.folder(folder);
        Files.writeString(
                folder.resolve("config.json"),
                json(
                        "Gemma3ForCausalLM",
                        "\"sliding_window\": -1, \"rope_theta\": 0, \"query_pre_attn_scalar\": true"));

        assertThat(Opening.refusal(folder))
                .contains("sliding_window: -1 (", "rope_theta: 0 (", "query_pre_attn_scalar: true (");
    }

    private static RopeScaling scaling(DecoderConfig config) {
        return config.attention().get(0).rope().scaling();
    }

    private static List<Integer> windows(DecoderConfig config) {
        return config.attention().stream().map(LayerAttention::window).toList();
    }

    private DecoderConfig read(String architecture, String settings) throws IOException {
        Files.writeString(folder.resolve("config.json"), json(architecture, settings));
        return HuggingFaceConfig.read(folder);
    }

    private static String json(String architecture, String settings) {
        return """
                {"architectures": ["%s"], "vocab_size": 10, "hidden_size": 64, "num_hidden_layers": 4,
                 "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 20%s}""".formatted(architecture, settings.isEmpty() ? "" : ", " + settings);
    }
}
