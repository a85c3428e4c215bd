package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DecoderTensorsTest {
    private static final DecoderConfig SMOLLM =
            DecoderConfig.llama(49152, 576, 30, 9, 3, 64, 1536, 1e-5, 1e5, 8192, true, false, false, List.of(2));

    @Test
    void smollmHasTwoHundredAndSeventyTwoTensors() {
        Map<String, long[]> expected = DecoderTensors.expected(SMOLLM);

        assertThat(expected).hasSize(272);
        assertThat(expected.get("model.embed_tokens.weight")).containsExactly(49152, 576);
        assertThat(expected.get("model.layers.29.self_attn.q_proj.weight")).containsExactly(576, 576);
        assertThat(expected.get("model.layers.0.self_attn.k_proj.weight")).containsExactly(192, 576);
        assertThat(expected.get("model.layers.0.self_attn.v_proj.weight")).containsExactly(192, 576);
        assertThat(expected.get("model.layers.0.mlp.down_proj.weight")).containsExactly(576, 1536);
        assertThat(expected.get("model.norm.weight")).containsExactly(576);
    }

    @Test
    void anUntiedHeadAndBiasesAreTensorsOfTheirOwn() {
        Map<String, long[]> expected = DecoderTensors.expected(TinyLlama.CONFIG);

        assertThat(expected).hasSize(3 + 2 * (9 + 7));
        assertThat(expected.get("lm_head.weight")).containsExactly(8, 32);
        assertThat(expected.get("model.layers.1.self_attn.k_proj.bias")).containsExactly(16);
        assertThat(expected.get("model.layers.1.mlp.down_proj.bias")).containsExactly(32);
    }

    @Test
    void onlyTheFirstTwentyOfManyProblemsAreListed() {
        var problems = new Problems(Path.of("model.safetensors"));

        DecoderTensors.match(
                DecoderTensors.expected(SMOLLM), Map.of(), UnaryOperator.identity(), name -> false, problems);

        assertThatThrownBy(problems::throwIfAny)
                .hasMessageStartingWith("model.safetensors: 272 problems: model.embed_tokens.weight: missing"
                        + " (expected: shape [49152, 576]); ")
                .hasMessageEndingWith("; and 252 more");
    }

    @Test
    void aNameFromAFileForgesNoLineOfTheLog() {
        var problems = new Problems(Path.of("model.gguf"));

        problems.add("a\nERROR all is lost\u001b[2J" + "x".repeat(1000));

        assertThatThrownBy(problems::throwIfAny)
                .hasMessageMatching("model\\.gguf: a\\?ERROR all is lost\\?\\[2Jx{100,400}\\.\\.\\.");
    }
}
