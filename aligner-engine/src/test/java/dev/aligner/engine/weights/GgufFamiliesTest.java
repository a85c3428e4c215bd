package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an architecture's metadata leave to llama.cpp's code; what they say is in ParityTest's fixtures. */
class GgufFamiliesTest {
    private static final int ALL = LayerAttention.ALL;
    private static final Path FIXTURES = Path.of("src/test/resources/models");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void onlyTheLargestGemmasScaleScoresByTheSharedWidth() throws IOException {
        assertThat(read("gemma2", 26, file -> file).scores()).isEqualTo(new AttentionScores(1 / Math.sqrt(16), 50));
        assertThat(read("gemma2", 46, file -> file).scores()).isEqualTo(new AttentionScores(1 / Math.sqrt(8), 50));
        assertThat(read("gemma3", 62, file -> file).scores()).isEqualTo(new AttentionScores(1 / Math.sqrt(8), 0));
    }

    @Test
    void gemmasWindowsFollowTheirPattern() throws IOException {
        assertThat(windows(read("gemma2", 3, file -> file))).containsExactly(4096, ALL, 4096);
        assertThat(windows(read("gemma3", 7, file -> file.uint32("gemma3.attention.sliding_window", 5))))
                .containsExactly(5, 5, 5, 5, 5, ALL, 5);
        assertThat(windows(read("gemma3", 7, file -> file))).containsOnly(ALL);
    }

    @Test
    void gemma3ScalesTheRopeOfItsGlobalLayersOnly() throws IOException {
        DecoderConfig config = read(
                "gemma3",
                6,
                file -> file.uint32("gemma3.attention.sliding_window", 5)
                        .float32("gemma3.rope.freq_base", 1_000_000)
                        .text("gemma3.rope.scaling.type", "linear")
                        .float32("gemma3.rope.scaling.factor", 8));

        assertThat(config.attention().get(0).rope()).isEqualTo(new Rope(10_000, 16, new RopeScaling.None()));
        assertThat(config.attention().get(5).rope()).isEqualTo(new Rope(1_000_000, 16, new RopeScaling.Linear(8)));
        assertThat(config.maxPositions()).isEqualTo(128);
    }

    @Test
    void normsAreHeldWithTheOneAddedAlready() throws IOException {
        assertThat(read("gemma", 1, file -> file).norms().offset()).isFalse();
        assertThat(read("gemma", 1, file -> file).norms().wide()).isTrue();
    }

    @Test
    void phi3sWindowOfZeroIsNone() throws IOException {
        assertThat(windows(read("phi3", 2, file -> file.uint32("phi3.attention.sliding_window", 0))))
                .containsOnly(ALL);
        assertThat(windows(read("phi3", 2, file -> file.uint32("phi3.attention.sliding_window", 9))))
                .containsOnly(9);
    }

    @Test
    void onlyPhi3RotatesPartOfAHead() throws IOException {
        assertThat(read("phi3", 1, file -> file.uint32("phi3.rope.dimension_count", 12))
                        .attention()
                        .get(0)
                        .rope()
                        .dims())
                .isEqualTo(12);
        assertThat(Opening.refusal(folder, file("qwen3", 1).uint32("qwen3.rope.dimension_count", 12)))
                .contains("qwen3.rope.dimension_count: 12 (expected: 16, the whole head)");
    }

    @Test
    void rowsAreReorderedForLlamaAlone() {
        String query = "model.layers.0.self_attn.q_proj.weight";
        try (ModelFiles llama = ModelFiles.open(FIXTURES.resolve("gguf-llama-rope"));
                ModelFiles qwen = ModelFiles.open(FIXTURES.resolve("gguf-qwen3"))) {
            assertThat(GgufNames.isRotary(llama.decoder(), GgufNames.of(llama.decoder(), query)))
                    .isTrue();
            assertThat(GgufNames.isRotary(qwen.decoder(), GgufNames.of(qwen.decoder(), query)))
                    .isFalse();
        }
    }

    private static List<Integer> windows(DecoderConfig config) {
        return config.attention().stream().map(LayerAttention::window).toList();
    }

    private DecoderConfig read(String architecture, int layers, UnaryOperator<GgufFile> change) throws IOException {
        Path path = folder.resolve("model.gguf");
        Files.write(path, change.apply(file(architecture, layers)).bytes());
        var problems = new Problems(path);
        try (WeightFile weights = WeightFile.open(path)) {
            DecoderConfig config = GgufConfig.read(GgufHead.read(weights, problems), 8, problems);
            problems.throwIfAny();
            return config;
        }
    }

    /** No tensors: a config needs none. Heads are wider than their share of the residual stream. */
    private static GgufFile file(String architecture, int layers) {
        return new GgufFile()
                .text("general.architecture", architecture)
                .uint32(architecture + ".block_count", layers)
                .uint32(architecture + ".context_length", 128)
                .uint32(architecture + ".embedding_length", 32)
                .uint32(architecture + ".feed_forward_length", 64)
                .uint32(architecture + ".attention.head_count", 4)
                .uint32(architecture + ".attention.head_count_kv", 2)
                .uint32(architecture + ".attention.key_length", 16)
                .uint32(architecture + ".attention.value_length", 16)
                .float32(architecture + ".attention.layer_norm_rms_epsilon", 1e-6f);
    }
}
