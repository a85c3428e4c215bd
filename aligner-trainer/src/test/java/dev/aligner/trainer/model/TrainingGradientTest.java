package dev.aligner.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.engine.model.Precision;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.DpoLoss;
import dev.aligner.trainer.objective.IftLoss;
import dev.aligner.trainer.objective.Length;
import dev.aligner.trainer.objective.Loss;
import dev.aligner.trainer.objective.Objective;
import dev.aligner.trainer.objective.SftLoss;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gradient is the slope of the loss, through the whole model. */
class TrainingGradientTest {
    private static final int HEADER_BYTES = 40;
    private static final double STEP = 5e-3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void ofEveryWeight() throws IOException {
        for (String fixture : List.of("llama-f32-tied", "llama-f16-untied", "llama-bf16-biased")) {
            try (TorchTrainingModel model = Fixtures.open(Fixtures.MODELS.resolve(fixture), Fixtures.FULL)) {
                assertSlope(model, Fixtures.examples(4, 1), SftLoss.plain(), 0);
            }
        }
    }

    @Test
    void ofAdapters() throws IOException {
        for (String fixture : List.of("llama-f32-tied", "llama-f16-untied", "llama-bf16-biased")) {
            try (TorchTrainingModel model = Fixtures.open(Fixtures.MODELS.resolve(fixture), Fixtures.LORA)) {
                moveAway(model);
                assertSlope(model, Fixtures.examples(4, 1), SftLoss.plain(), 0);
            }
        }
    }

    @Test
    void ofPreferencesAndOfFusedInputs() throws IOException {
        List<Example> examples = Fixtures.examples(4, 1);
        try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, Fixtures.LORA)) {
            DpoLoss dpo = DpoLoss.of(0.5, Length.SUM, model.score(examples));
            moveAway(model);
            assertSlope(model, examples, dpo, 0);
            assertSlope(model, examples, new IftLoss(0.95), 0.2);
        }
    }

    @Test
    void batchesAddUpToTheirStep() {
        List<Example> examples = Fixtures.examples(6, 2);
        int[] targets = examples.stream().mapToInt(Example::targets).toArray();
        double first =
                (double) (targets[0] + targets[1]) / Arrays.stream(targets).sum();
        try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, Fixtures.FULL)) {
            model.backward(examples, SftLoss.plain(), 0);
            float[] whole = model.gradient();
            model.step(new Optimiser.AdamW(0.9, 0.95, 1e-8, 0), 0, 1);
            model.backward(examples.subList(0, 2), SftLoss.plain().times(first), 0);
            model.backward(examples.subList(2, 6), SftLoss.plain().times(1 - first), 0);
            assertThat(model.gradient()).containsExactly(whole, within(1e-5f));
        }
    }

    @Test
    void fusionWithoutItsShareIsSftAndWithItIsNot() {
        List<Example> examples = Fixtures.examples(4, 2);
        for (Trainable trainable : List.of(Fixtures.FULL, Fixtures.LORA)) {
            try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, trainable)) {
                double sft = model.backward(examples, SftLoss.plain(), 0);
                float[] gradient = model.gradient();
                model.step(Optimiser.AdamW.standard(), 0, 1);
                assertThat(model.backward(examples, new IftLoss(0), 0)).isEqualTo(sft);
                assertThat(model.gradient()).isEqualTo(gradient);
                model.step(Optimiser.AdamW.standard(), 0, 1);
                // all but nothing of the guesses: another way through the program, the same numbers
                assertThat(model.backward(examples, new IftLoss(0), 1e-30)).isCloseTo(sft, within(1e-6));
                assertThat(model.gradient()).containsExactly(gradient, within(1e-6f));
                model.step(Optimiser.AdamW.standard(), 0, 1);
                assertThat(model.backward(examples, new IftLoss(0), 0.5)).isNotCloseTo(sft, within(1e-3));
            }
        }
    }

    @Test
    void bfloat16PointsTheSameWay() {
        List<Example> examples = Fixtures.examples(6, 2);
        for (Trainable trainable : List.of(Fixtures.FULL, Fixtures.LORA)) {
            try (TorchTrainingModel exact = Fixtures.open(Fixtures.TIED, trainable);
                    TorchTrainingModel mixed = Fixtures.open(Fixtures.TIED, trainable, Precision.BFLOAT16)) {
                exact.backward(examples, SftLoss.plain(), 0);
                mixed.backward(examples, SftLoss.plain(), 0);
                // measured: 0.9988
                assertThat(similarity(exact.gradient(), mixed.gradient())).isGreaterThan(0.995);
            }
        }
    }

    @Test
    void aLossThatIsNotFiniteAddsNothing() {
        try (TorchTrainingModel model = Fixtures.open(Fixtures.TIED, Fixtures.LORA)) {
            Objective broken =
                    scores -> new Loss(Double.NaN, SftLoss.plain().of(scores).gradient());
            assertThat(model.backward(Fixtures.examples(2, 1), broken, 0)).isNaN();
            assertThat(model.gradient()).containsOnly(0);
        }
    }

    private static void moveAway(TorchTrainingModel model) {
        for (int i = 0; i < 5; i++) {
            model.backward(Fixtures.examples(4, 9), SftLoss.plain(), 0);
            model.step(Optimiser.AdamW.standard(), 0.01, 1);
        }
    }

    private void assertSlope(TorchTrainingModel model, List<Example> examples, Objective objective, double fusion)
            throws IOException {
        model.backward(examples, objective, fusion);
        float[] gradient = model.gradient();
        model.step(Optimiser.AdamW.standard(), 0, 1);
        Random random = new Random(4);
        float[] any = new float[gradient.length];
        for (int i = 0; i < any.length; i++) {
            any[i] = (float) random.nextGaussian() + 20 * gradient[i];
        }
        for (float[] direction : List.of(gradient, any)) {
            double length = Math.sqrt(dot(direction, direction));
            double expected = dot(gradient, direction) / length;
            double slope = slope(model, examples, objective, fusion, direction, STEP / length);
            assertThat(slope).isCloseTo(expected, within(0.01 * Math.abs(expected) + 1e-3));
        }
    }

    private double slope(
            TorchTrainingModel model,
            List<Example> examples,
            Objective objective,
            double fusion,
            float[] direction,
            double step)
            throws IOException {
        Path file = directory.resolve("parameters");
        model.save(file);
        byte[] here = Files.readAllBytes(file);
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            ByteBuffer moved = ByteBuffer.wrap(here.clone()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < direction.length; i++) {
                int at = HEADER_BYTES + i * Float.BYTES;
                moved.putFloat(at, (float) (moved.getFloat(at) + (2 * side - 1) * step * direction[i]));
            }
            Files.write(file, moved.array());
            model.restore(file);
            losses[side] = model.backward(examples, objective, fusion);
        }
        Files.write(file, here);
        model.restore(file);
        return (losses[1] - losses[0]) / (2 * STEP);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double similarity(float[] a, float[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }
}
