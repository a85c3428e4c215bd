package dev.aligner.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.StoredWeights;
import dev.aligner.engine.weights.TokenizerSource;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.SftLoss;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is exported computes what was trained. */
class ExportTest {
    private static final List<Example> EXAMPLES = Fixtures.examples(4, 21);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aWholeModelFromAnySourceIsAModelOfTheEngines() {
        for (String fixture : List.of("llama-f32-tied", "llama-f16-untied", "llama-bf16-biased", "gguf-q8_0")) {
            Path exported = directory.resolve(fixture);
            double[][] expected;
            try (TorchTrainingModel model = Fixtures.open(Fixtures.MODELS.resolve(fixture), Fixtures.FULL)) {
                train(model);
                expected = model.score(EXAMPLES);
                model.export(exported, WeightType.FLOAT32);
            }
            try (TorchTrainingModel again = Fixtures.open(exported, Fixtures.FULL)) {
                assertThat(again.score(EXAMPLES)).isDeepEqualTo(expected);
            }
            try (ModelFiles before = ModelFiles.open(Fixtures.MODELS.resolve(fixture));
                    ModelFiles after = ModelFiles.open(exported)) {
                assertThat(after.config()).isEqualTo(before.config());
                assertThat(after.tokenizer().chatTemplate())
                        .isEqualTo(before.tokenizer().chatTemplate());
            }
        }
    }

    @Test
    void halfPrecisionIsHalfTheSizeAndNearlyTheSame() throws IOException {
        Path exported = directory.resolve("half");
        double[][] expected;
        long size;
        try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, Fixtures.FULL)) {
            train(model);
            expected = model.score(EXAMPLES);
            model.export(exported, WeightType.FLOAT16);
            size = model.parameters();
        }
        assertThat(Files.size(exported.resolve("model.safetensors"))).isBetween(2 * size, 2 * size + 8192);
        try (TorchTrainingModel again = Fixtures.open(exported, Fixtures.FULL)) {
            double[][] actual = again.score(EXAMPLES);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).containsExactly(expected[i], within(0.05));
            }
        }
    }

    @Test
    void anAdapterMergedByItsDefinitionIsTheTrainedModel() throws IOException {
        Trainable.Lora some = new Trainable.Lora(3, 6, EnumSet.of(Projection.Q, Projection.V, Projection.DOWN), null);
        for (Trainable.Lora lora : List.of((Trainable.Lora) Fixtures.LORA, some)) {
            Path exported = directory.resolve("adapter-" + lora.rank());
            double[][] expected;
            try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, lora)) {
                train(model);
                expected = model.score(EXAMPLES);
                model.export(exported, WeightType.FLOAT32);
            }
            try (ModelFiles base = ModelFiles.open(Fixtures.TIED);
                    ModelFiles merged = new Merged(base, exported);
                    TorchTrainingModel plain = TorchTrainingModel.open(
                            merged,
                            Fixtures.FULL,
                            new TrainingOptions(Precision.FLOAT32, TrainingOptions.Device.CPU, 1, 1))) {
                TrainingForwardTest.assertClose(plain.score(EXAMPLES), expected);
            }
        }
    }

    @Test
    void trainingGoesOnFromAnAdapterOfTheSameKind() {
        Path first = directory.resolve("first");
        double[][] expected;
        try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, Fixtures.LORA)) {
            train(model);
            expected = model.score(EXAMPLES);
            model.export(first, WeightType.FLOAT32);
        }
        Trainable.Lora same = (Trainable.Lora) Fixtures.LORA;
        Trainable.Lora next = new Trainable.Lora(same.rank(), same.alpha(), same.targets(), first);
        try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, next)) {
            assertThat(model.score(EXAMPLES)).isDeepEqualTo(expected);
        }
        for (Trainable.Lora other : List.of(
                new Trainable.Lora(same.rank(), 2 * same.alpha(), same.targets(), first),
                new Trainable.Lora(2 * same.rank(), 2 * same.alpha(), same.targets(), first),
                new Trainable.Lora(same.rank(), same.alpha(), EnumSet.of(Projection.Q), first))) {
            assertThatThrownBy(() -> Fixtures.open(Fixtures.TIED, other))
                    .isInstanceOf(AlignerException.class)
                    .hasMessageContaining("trained.from")
                    .hasMessageContaining("rank " + other.rank());
        }
    }

    @Test
    void theAdaptersConfigurationIsPeftsOwn() throws IOException {
        try (TorchTrainingModel model =
                Fixtures.open(Fixtures.TIED, new Trainable.Lora(3, 6, EnumSet.of(Projection.V, Projection.Q), null))) {
            model.export(directory, WeightType.FLOAT16);
        }
        JsonNode config = JsonMapper.shared().readTree(Files.readString(directory.resolve("adapter_config.json")));
        assertThat(config.get("peft_type").stringValue()).isEqualTo("LORA");
        assertThat(config.get("r").intValue()).isEqualTo(3);
        assertThat(config.get("lora_alpha").intValue()).isEqualTo(6);
        assertThat(config.get("target_modules").valueStream().map(JsonNode::stringValue))
                .containsExactly("q_proj", "v_proj");
        assertThat(new Tensors(directory.resolve("adapter_model.safetensors")).header.propertyNames())
                .contains("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")
                .hasSize(1 + 2 * 2 * 2);
    }

    private static void train(TorchTrainingModel model) {
        for (int i = 0; i < 5; i++) {
            model.backward(EXAMPLES, SftLoss.plain(), 0);
            model.step(Optimiser.AdamW.standard(), 0.01, 1);
        }
    }

    /** A safetensors file of float32, read without any of our code. */
    private static final class Tensors {
        private final JsonNode header;
        private final ByteBuffer bytes;

        Tensors(Path file) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) all.getLong();
            header = JsonMapper.shared().readTree(new String(all.array(), 8, length, StandardCharsets.UTF_8));
            bytes = all.slice(8 + length, all.capacity() - 8 - length).order(ByteOrder.LITTLE_ENDIAN);
        }

        Map<String, float[]> floats() {
            Map<String, float[]> tensors = new HashMap<>();
            header.properties().forEach(entry -> {
                if (!entry.getKey().equals("__metadata__")) {
                    int from = entry.getValue().get("data_offsets").get(0).intValue();
                    int to = entry.getValue().get("data_offsets").get(1).intValue();
                    float[] values = new float[(to - from) / Float.BYTES];
                    bytes.slice(from, to - from)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer()
                            .get(values);
                    tensors.put(entry.getKey(), values);
                }
            });
            return tensors;
        }
    }

    /** W + alpha / r * B A, element by element. */
    private record Merged(ModelFiles base, Map<String, float[]> adapter, int rank, double scale) implements ModelFiles {
        Merged(ModelFiles base, Path directory) throws IOException {
            this(base, new Tensors(directory.resolve("adapter_model.safetensors")).floats(), config(directory));
        }

        private Merged(ModelFiles base, Map<String, float[]> adapter, JsonNode config) {
            this(
                    base,
                    adapter,
                    config.get("r").intValue(),
                    config.get("lora_alpha").doubleValue() / config.get("r").intValue());
        }

        private static JsonNode config(Path directory) throws IOException {
            return JsonMapper.shared().readTree(Files.readString(directory.resolve("adapter_config.json")));
        }

        @Override
        public DecoderConfig config() {
            return base.decoder();
        }

        @Override
        public StoredWeights stored() {
            return base.stored();
        }

        @Override
        public Set<String> tensors() {
            return base.tensors();
        }

        @Override
        public String embedding() {
            return base.embedding();
        }

        @Override
        public long[] shape(String tensor) {
            return base.shape(tensor);
        }

        @Override
        public void read(String tensor, long fromRow, long rows, ByteBuffer target) {
            base.read(tensor, fromRow, rows, target.duplicate().order(ByteOrder.nativeOrder()));
            String module = "base_model.model." + tensor.replaceFirst("\\.weight$", "");
            float[] a = adapter.get(module + ".lora_A.weight");
            float[] b = adapter.get(module + ".lora_B.weight");
            if (a == null || b == null) {
                return;
            }
            FloatBuffer weight =
                    target.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
            int columns = a.length / rank;
            int first = Math.toIntExact(fromRow);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    for (int k = 0; k < rank; k++) {
                        sum += (double) b[(first + i) * rank + k] * a[k * columns + j];
                    }
                    int at = i * columns + j;
                    weight.put(at, (float) (weight.get(at) + scale * sum));
                }
            }
        }

        @Override
        public TokenizerSource tokenizer() {
            return base.tokenizer();
        }

        @Override
        public String digest() {
            return base.digest();
        }

        @Override
        public void close() {
            // the base is closed by who opened it
        }
    }
}
