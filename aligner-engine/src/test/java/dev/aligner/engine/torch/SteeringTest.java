package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.weights.ControlVectors;
import dev.aligner.engine.weights.ModelFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** States moved along control vectors, each sequence by as much as it asks for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringTest {
    private static final Path MODEL = Path.of("src/test/resources/models/llama-f32-tied");
    private static final int SLOTS = 4;
    private static final int CONTEXT = 64;

    private final List<LanguageModel> opened = new ArrayList<>();
    private LanguageModel plain = load(Precision.FLOAT32);
    private LanguageModel steered = load(Precision.FLOAT32);
    private int layers;
    private int width;

    private LanguageModel load(Precision precision) {
        try (ModelFiles files = ModelFiles.open(MODEL)) {
            LanguageModel model = TorchModels.load(files, precision, SLOTS, CONTEXT, 1);
            opened.add(model);
            layers = files.decoder().layers();
            width = files.decoder().hidden();
            return model;
        }
    }

    @BeforeAll
    void attach() {
        ((Steerable) steered).steerBy(vectors(5));
    }

    @AfterAll
    void close() {
        opened.forEach(LanguageModel::close);
    }

    /** Of every layer but the first. */
    private ControlVectors vectors(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> all = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            float[] vector = new float[layer == 0 ? 0 : width];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextDouble(-0.5, 0.5);
            }
            all.add(vector);
        }
        return new ControlVectors(all);
    }

    private static int[] tokens(SplittableRandom random) {
        return random.ints(1 + random.nextInt(12), 0, 100).toArray();
    }

    private static Segment segment(int slot, int[] tokens, double scale) {
        return new Segment(slot, 0, tokens, 0, new Conditioning(tokens.length, Conditioning.NO_ADAPTER, scale));
    }

    private static List<float[]> rows(LanguageModel model, List<Segment> segments) {
        List<float[]> rows = new ArrayList<>();
        try (Logits logits = model.forward(segments)) {
            for (int row = 0; row < logits.rows(); row++) {
                float[] scores = new float[model.shape().vocabulary()];
                logits.copyRow(row, scores);
                rows.add(scores);
            }
        }
        return rows;
    }

    private static void assertSameBits(List<float[]> one, List<float[]> other) {
        assertThat(one).hasSameSizeAs(other);
        for (int i = 0; i < one.size(); i++) {
            assertThat(Arrays.equals(one.get(i), other.get(i))).isTrue();
        }
    }

    @Test
    void atScaleZeroItIsThePlainModelToTheLastBitInAnyCompany() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 60; i++) {
            int[] tokens = tokens(random);
            int[] other = tokens(random);
            List<float[]> alone = rows(plain, List.of(segment(0, tokens, 0)));

            assertSameBits(rows(steered, List.of(segment(0, tokens, 0))), alone);
            double scale = random.nextDouble(-3, 3);
            List<float[]> beside = rows(steered, List.of(segment(1, other, scale), segment(0, tokens, 0)));
            assertSameBits(
                    beside.subList(other.length, beside.size()),
                    rows(plain, List.of(segment(1, other, 0), segment(0, tokens, 0)))
                            .subList(other.length, beside.size()));
        }
    }

    @Test
    void sequencesOfOneStepAreSteeredByAsMuchAsEachAsksFor() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 20; i++) {
            int[] tokens = tokens(random);
            double first = random.nextDouble(0.1, 2);
            double second = -random.nextDouble(0.1, 2);

            List<float[]> together = rows(
                    steered, List.of(segment(0, tokens, first), segment(1, tokens, second), segment(2, tokens, first)));

            assertThat(together.get(0)).isNotEqualTo(together.get(tokens.length));
            assertSameBits(together.subList(0, tokens.length), together.subList(2 * tokens.length, 3 * tokens.length));
        }
    }

    @Test
    void theStateBehindALayerIsMovedByTheScaledVector() {
        int[] tokens = {3, 17, 8};
        float[] vector = vectors(5).layers().get(1);
        float[][][] still = ((Steerable) steered).states(List.of(segment(0, tokens, 0)));
        float[][][] moved = ((Steerable) steered).states(List.of(segment(0, tokens, 1.5)));

        assertThat(still).hasDimensions(layers, tokens.length);
        assertThat(moved[0]).isDeepEqualTo(still[0]);
        for (int row = 0; row < tokens.length; row++) {
            for (int i = 0; i < width; i++) {
                assertThat(moved[1][row][i]).isEqualTo(still[1][row][i] + 1.5f * vector[i], within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void everyPrecisionIsSteered(Precision precision) {
        LanguageModel model = load(precision);
        ((Steerable) model).steerBy(vectors(5));
        int[] tokens = {3, 17, 8};

        assertThat(rows(model, List.of(segment(0, tokens, 2))).get(2))
                .isNotEqualTo(rows(model, List.of(segment(0, tokens, 0))).get(2));
    }

    @Test
    void aModelWithoutVectorsIsNotSteered() {
        assertThatThrownBy(() -> rows(plain, List.of(segment(0, new int[] {1}, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("steering");
    }

    private static org.assertj.core.data.Offset<Float> within(float by) {
        return org.assertj.core.data.Offset.offset(by);
    }
}
