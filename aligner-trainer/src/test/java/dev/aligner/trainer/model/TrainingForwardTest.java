package dev.aligner.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.Logits;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.model.Segment;
import dev.aligner.engine.torch.TorchModels;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.objective.SftLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is trained is what is served. */
class TrainingForwardTest {
    private static final double TOLERANCE = 1e-4;

    /** Those of Llama's shape; what becomes of the others is said in BaseLayoutTest. */
    static Stream<Path> fixtures() throws IOException {
        try (Stream<Path> fixtures = Files.list(Fixtures.MODELS)) {
            List<Path> plain =
                    fixtures.filter(TrainingForwardTest::isPlainLlama).sorted().toList();
            assertThat(plain).hasSizeGreaterThanOrEqualTo(11);
            return plain.stream();
        }
    }

    private static boolean isPlainLlama(Path fixture) {
        try (ModelFiles files = ModelFiles.open(fixture)) {
            return files.decoder().isPlainLlama();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void scoresAreTheEnginesOwnOnEveryLlama(Path fixture) {
        // the smallest fixtures have no more rows
        List<Example> examples = Fixtures.examples(3, 11, 192);
        double[][] expected;
        try (ModelFiles files = ModelFiles.open(fixture);
                LanguageModel engine = TorchModels.load(files, Precision.FLOAT32, 1, 64, 1)) {
            expected = examples.stream().map(each -> engineScores(engine, each)).toArray(double[][]::new);
        }
        try (TrainingModel full = Fixtures.open(fixture, Fixtures.FULL);
                TrainingModel adapted = Fixtures.open(fixture, Fixtures.LORA)) {
            assertClose(full.score(examples), expected);
            // an adapter starts as nothing: not nearly the base, but the base
            assertThat(adapted.score(examples)).isDeepEqualTo(full.score(examples));
        }
    }

    @Test
    void companyAndPaddingChangeNothing() {
        List<Example> examples = Fixtures.examples(5, 3);
        try (TrainingModel model = Fixtures.open(Fixtures.TIED, Fixtures.LORA)) {
            double[][] together = model.score(examples);
            for (int i = 0; i < examples.size(); i++) {
                assertClose(model.score(examples.subList(i, i + 1)), new double[][] {together[i]});
            }
        }
    }

    @Test
    void theLossIsThatOfTheScoresAlsoWhereTheGradientTakesAnotherWay() {
        List<Example> examples = Fixtures.examples(4, 3);
        for (Trainable trainable : List.of(Fixtures.FULL, Fixtures.LORA)) {
            try (TrainingModel model = Fixtures.open(Fixtures.TIED, trainable)) {
                double[][][] seen = new double[1][][];
                model.backward(
                        examples,
                        scores -> {
                            seen[0] = scores;
                            return SftLoss.plain().of(scores);
                        },
                        0);
                assertClose(seen[0], model.score(examples));
            }
        }
    }

    @Test
    void bfloat16StaysCloseToFloat32() {
        List<Example> examples = Fixtures.examples(4, 3);
        for (Trainable trainable : List.of(Fixtures.FULL, Fixtures.LORA)) {
            try (TrainingModel exact = Fixtures.open(Fixtures.TIED, trainable);
                    TrainingModel mixed = Fixtures.open(Fixtures.TIED, trainable, Precision.BFLOAT16)) {
                double[][] expected = exact.score(examples);
                double[][] actual = mixed.score(examples);
                // measured: 0.16 at most
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual[i]).containsExactly(expected[i], within(0.3));
                }
            }
        }
    }

    @Test
    void adaptersCanBeOnAnyOfTheProducts() {
        List<Example> examples = Fixtures.examples(2, 3);
        for (Projection projection : Projection.values()) {
            try (TorchTrainingModel model =
                    Fixtures.open(Fixtures.TIED, new Trainable.Lora(2, 2, EnumSet.of(projection), null))) {
                double before = model.backward(examples, SftLoss.plain(), 0);
                model.step(Optimiser.AdamW.standard(), 0.01, 1);
                double after = model.backward(examples, SftLoss.plain(), 0);
                assertThat(after).as("%s", projection).isLessThan(before);
            }
        }
    }

    @Test
    void whatTheModelCannotTakeIsRefusedByName() {
        try (TrainingModel model = Fixtures.open(Fixtures.TIED, Fixtures.LORA)) {
            assertThatThrownBy(() -> model.score(List.of(new Example(new int[] {1, 1 << 20}, 1))))
                    .hasMessageContaining("token 1048576");
            assertThatThrownBy(() -> model.score(List.of(new Example(new int[100_000], 1))))
                    .hasMessageContaining("100000 tokens");
            assertThatThrownBy(() -> model.score(List.of())).hasMessageContaining("examples: none");
        }
    }

    private static double[] engineScores(LanguageModel engine, Example example) {
        int[] tokens = example.tokens();
        float[] row = new float[engine.shape().vocabulary()];
        double[] scores = new double[example.targets()];
        try (Logits logits = engine.forward(List.of(new Segment(0, 0, tokens, 0)))) {
            for (int t = 0; t < scores.length; t++) {
                logits.copyRow(example.targetFrom() + t - 1, row);
                scores[t] = row[tokens[example.targetFrom() + t]] - logSum(row);
            }
        }
        return scores;
    }

    private static double logSum(float[] row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float each : row) {
            largest = Math.max(largest, each);
        }
        double sum = 0;
        for (float each : row) {
            sum += Math.exp(each - largest);
        }
        return largest + Math.log(sum);
    }

    static void assertClose(double[][] actual, double[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).containsExactly(expected[i], within(TOLERANCE));
        }
    }
}
