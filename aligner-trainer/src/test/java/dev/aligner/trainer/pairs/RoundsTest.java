package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.edit.Edits;
import dev.aligner.engine.model.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A random policy whose corrector dislikes one letter, which the policy is to learn. */
class RoundsTest {
    private static final DpoLearner.Settings SETTINGS = new DpoLearner.Settings(8, 16, 1e-2, 0.1, 4, 6, 256);

    private final StringWriter out = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void roundsRaiseTheShareThatTheCorrectorLeavesAloneAndGoOnWhereTheyStopped() throws IOException {
        List<Measured> measured = run(2, directory.resolve("rounds"));

        assertThat(measured).extracting(Measured::round).containsExactly(0, 1, 2);
        assertThat(measured.get(0).drift()).isZero();
        assertThat(measured.get(2).drift()).isPositive();
        assertThat(measured.get(2).editRatio()).isLessThan(measured.get(0).editRatio());
        assertThat(out.toString()).containsPattern("round 1: \\d+ pairs of 24 answers; loss 0\\.693 to ");

        // as if it had been stopped after the first round had learned and before it was measured
        Path second = directory.resolve("rounds/round-02");
        byte[] adapter = Files.readAllBytes(second.resolve("adapter/adapter_model.safetensors"));
        delete(second);
        Files.delete(directory.resolve("rounds/round-01/measured.json"));
        assertThat(run(2, directory.resolve("rounds"))).isEqualTo(measured);
        assertThat(second.resolve("adapter/adapter_model.safetensors")).hasBinaryContent(adapter);

        RoundsReport.write(measured, directory);
        assertThat(Files.readAllLines(directory.resolve("rounds.csv"))).hasSize(4);
        assertThat(directory.resolve("rounds.png")).isNotEmptyFile();
    }

    @Test
    void theLearnerScoresAsMuchAsTheEngineDoes() {
        Question question = Question.of("hello");
        try (DpoLearner learner = new DpoLearner(LocalPolicyTest.TINY, SETTINGS, 1, 1)) {
            Learner.LogProbabilities one = learner.score(question, "abc");

            assertThat(one.now()).isEqualTo(one.start(), within(1e-6)).isNegative();
            assertThat(one.tokens()).isGreaterThan(1);
        }
    }

    private List<Measured> run(int rounds, Path home) {
        try (DpoLearner learner = new DpoLearner(LocalPolicyTest.TINY, SETTINGS, 1, 1)) {
            return new Rounds(
                            adapter -> LocalPolicy.load(LocalPolicyTest.TINY, adapter, Precision.FLOAT32, 4, 96, 1),
                            new WithoutE(),
                            learner,
                            prompts("learn", 24),
                            prompts("measure", 16),
                            new Sampling(0.7, 0, 1, 1, 0, null, 12, List.of()),
                            new Filter(Filter.Unchanged.SKIP, true, 1000, 0, 1, null, 2),
                            new InOrder(8),
                            3)
                    .run(rounds, home, new PrintWriter(out));
        }
    }

    private static List<Prompt> prompts(String word, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Prompt.of(Question.of(word + " " + i), null, null))
                .toList();
    }

    private static void delete(Path directory) throws IOException {
        try (var tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static final class WithoutE implements Corrections {
        @Override
        public ModelName name() {
            return new ModelName("without-e", null);
        }

        @Override
        public CompletableFuture<Corrected> correct(Question question, String answer, @Nullable String instruction) {
            String correction = answer.replaceAll("[a-z]", "");
            return CompletableFuture.completedFuture(
                    new Corrected(correction, Edits.ratio(answer, Edits.between(answer, correction)), null, null));
        }

        @Override
        public void close() {}
    }
}
