package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PEFT computes with an adapter, ParityTest holds the engine to; here is what is merged and what is refused. */
class LoraAdapterTest {
    private static final String CONFIG = """
            {"peft_type": "LORA", "r": 2, "lora_alpha": 6, "target_modules": ["o_proj"], "bias": "none",
             "lora_dropout": 0.1, "use_rslora": false, "modules_to_save": null, "layers_pattern": ["h"],
             "rank_pattern": {}, "alpha_pattern": {}, "init_lora_weights": true}
            """;
    private static final String MODULE = "base_model.model.model.layers.%d.self_attn.o_proj.lora_%s.weight";

    @TempDir
    private Path folder;

    private Path model;
    private Path adapter;

    @BeforeEach
    void makeFolders() throws IOException {
        model = TinyLlama.folder(Files.createDirectories(folder.resolve("model")));
        adapter = Files.createDirectories(folder.resolve("adapter"));
    }

    private static String name(int layer, String part) {
        return MODULE.replace("%d", Integer.toString(layer)).replace("%s", part);
    }

    private static byte[] numbers(int count, float value) {
        var all = new float[count];
        Arrays.fill(all, value);
        return TinyLlama.encode(TensorType.F32, all);
    }

    private static SafetensorsFile layer(SafetensorsFile file, int layer) {
        return file.tensor(name(layer, "A"), "F32", new long[] {2, 32}, numbers(64, 0.5f))
                .tensor(name(layer, "B"), "F32", new long[] {32, 2}, numbers(64, layer + 1));
    }

    private void write(String config, SafetensorsFile weights) throws IOException {
        Files.writeString(adapter.resolve("adapter_config.json"), config);
        Files.write(adapter.resolve("adapter_model.safetensors"), weights.bytes());
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> ModelFiles.open(model, adapter).close())
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .message()
                .contains(parts)
                .contains(adapter.toString());
    }

    @Test
    void whatItTargetsIsAddedAndTheRestIsTheModels() throws IOException {
        write(CONFIG, layer(layer(new SafetensorsFile(), 0), 1));
        try (ModelFiles plain = ModelFiles.open(model);
                ModelFiles adapted = ModelFiles.open(model, adapter)) {
            DecoderTensors.expected(plain.decoder()).forEach((tensor, shape) -> {
                float[] before = Opening.floats(plain, tensor);
                float[] after = Opening.floats(adapted, tensor);
                // scale 6 / 2, and two ranks of 0.5 * (layer + 1)
                float added = tensor.endsWith("o_proj.weight") ? 3 * (tensor.contains(".0.") ? 1 : 2) : 0;
                for (int i = 0; i < before.length; i++) {
                    assertThat(after[i]).isEqualTo(before[i] + added);
                }
            });
            assertThat(adapted.tokenizer()).isEqualTo(plain.tokenizer());
        }
    }

    @Test
    void whatWasSavedWholeTakesTheModelsPlace() throws IOException {
        String config =
                CONFIG.replace("\"modules_to_save\": null", "\"modules_to_save\": [\"model.norm\", \"lm_head\"]");
        SafetensorsFile matrices = layer(layer(new SafetensorsFile(), 0), 1);
        write(
                config,
                matrices.tensor("base_model.model.model.norm.weight", "F32", new long[] {32}, numbers(32, 7))
                        .tensor("base_model.model.lm_head.weight", "F32", new long[] {1, 1}, numbers(1, 1)));
        assertRefused("base_model.model.lm_head.weight: shape [1, 1] (expected: [");

        write(
                config.replace(", \"lm_head\"", ""),
                layer(layer(new SafetensorsFile(), 0), 1)
                        .tensor("base_model.model.model.norm.weight", "F32", new long[] {32}, numbers(32, 7)));
        try (ModelFiles adapted = ModelFiles.open(model, adapter);
                LoraAdapter alone = LoraAdapter.open(adapter, adapted.decoder())) {
            assertThat(Opening.floats(adapted, "model.norm.weight")).containsOnly(7);
            assertThatThrownBy(alone::requireMatrices)
                    .isInstanceOf(AlignerException.class)
                    .hasMessageContaining("the adapter changes model.norm.weight beyond the matrices");
        }
    }

    @Test
    void theDigestIsOfModelAdapterAndConfig() throws IOException {
        write(CONFIG, layer(layer(new SafetensorsFile(), 0), 1));
        String first = digest();
        assertThat(digest()).isEqualTo(first).hasSize(64);
        write(CONFIG.replace("\"lora_alpha\": 6", "\"lora_alpha\": 7"), layer(layer(new SafetensorsFile(), 0), 1));
        String otherConfig = digest();
        write(CONFIG, layer(layer(new SafetensorsFile(), 1), 0));
        String otherWeights = digest();
        try (ModelFiles plain = ModelFiles.open(model)) {
            assertThat(first).isNotEqualTo(plain.digest());
        }
        assertThat(first).isNotEqualTo(otherConfig).isNotEqualTo(otherWeights);
    }

    private String digest() {
        try (ModelFiles files = ModelFiles.open(model, adapter)) {
            return files.digest();
        }
    }

    @Test
    void everyTensorThatIsWrongIsNamedAtOnce() throws IOException {
        write(
                CONFIG,
                new SafetensorsFile()
                        .tensor(name(0, "A"), "F32", new long[] {2, 32}, numbers(64, 1))
                        .tensor(name(1, "A"), "F32", new long[] {3, 32}, numbers(96, 1))
                        .tensor(name(1, "B"), "F32", new long[] {32, 2}, numbers(64, 1))
                        .tensor(
                                "base_model.model.model.embed_tokens.lora_embedding_A",
                                "F32",
                                new long[] {1},
                                numbers(1, 1)));

        assertRefused(
                "adapter_model.safetensors: 3 problems",
                name(0, "B") + ": missing (expected: shape [32, 2])",
                name(1, "A") + ": shape [3, 32] (expected: [2, 32])",
                "embed_tokens.lora_embedding_A: extra");
    }

    @Test
    void everyKindOfAdapterThatItIsNotIsNamedAtOnce() throws IOException {
        write(
                CONFIG.replace("\"LORA\"", "\"IA3\"")
                        .replace(
                                "\"bias\": \"none\"", "\"bias\": \"all\", \"use_dora\": true, \"fan_in_fan_out\": true")
                        .replace("\"modules_to_save\": null", "\"modules_to_save\": \"lm_head\", \"new_kind\": 1")
                        .replace("\"init_lora_weights\": true", "\"init_lora_weights\": \"pissa_niter_4\"")
                        .replace("\"alpha_pattern\": {}", "\"alpha_pattern\": {\"q(\": 1}"),
                layer(layer(new SafetensorsFile(), 0), 1));

        assertRefused(
                "adapter_config.json: 8 problems",
                "peft_type",
                "bias",
                "use_dora",
                "fan_in_fan_out",
                "modules_to_save",
                "new_kind: 1",
                "init_lora_weights: pissa_niter_4",
                "alpha_pattern");
    }

    @Test
    void targetsThatAreNotThereAndFilesThatAreNotThereAreNamed() throws IOException {
        assertRefused("no adapter_model.safetensors");
        SafetensorsFile weights = layer(layer(new SafetensorsFile(), 0), 1);
        write(CONFIG.replace("[\"o_proj\"]", "[\"c_attn\"]"), weights);
        assertRefused("target_modules of adapter_config.json: none is in the model");
        write(CONFIG.replace("[\"o_proj\"]", "7"), weights);
        assertRefused("target_modules: JSON NUMBER");
        Files.delete(adapter.resolve("adapter_config.json"));
        assertRefused("adapter_config.json: missing");
    }

    @Property(tries = 200)
    void theSumIsWhatItsFormulaSays(
            @ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 40) int columns,
            @ForAll @IntRange(min = 1, max = 11) int rank,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] up = floats(random, rows * rank);
        float[] down = floats(random, rank * columns);
        float[] weight = floats(random, rows * columns);
        float[] sum = weight.clone();
        LowRankSum.add(up, down, rank, 1.5f, FloatBuffer.wrap(sum));

        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double product = 0;
                for (int k = 0; k < rank; k++) {
                    product += (double) up[row * rank + k] * down[k * columns + column];
                }
                assertThat((double) sum[row * columns + column])
                        .isCloseTo(weight[row * columns + column] + 1.5 * product, within(1e-4));
            }
        }
    }

    private static float[] floats(SplittableRandom random, int count) {
        var floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) random.nextDouble(-2, 2);
        }
        return floats;
    }
}
