package dev.aligner.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.example.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprenticeTest {
    private static final SmallModel MODEL = new SmallModel(WalkWorld.VOCABULARY, 32, 1, WalkWorld.END);

    @TempDir
    Path directory;

    @Test
    void aSmallModelLearnsARowByHeartAndTheProbeSaysSo() {
        Example row = new WalkWorld(1).walk();
        MODEL.write(directory.resolve("start"), 1);
        try (Apprentice apprentice = new Apprentice(directory.resolve("start"))) {
            double before = sum(apprentice.score(List.of(row)));
            apprentice.teach(60, 1e-2, step -> List.of(row));

            assertThat(sum(apprentice.score(List.of(row)))).isGreaterThan(before / 20);
            apprentice.export(directory.resolve("trained"));
        }
        try (Probe probe = new Probe(directory.resolve("trained"), WalkWorld.END)) {
            assertThat(probe.forced(row)).containsOnly(true);
            assertThat(probe.greedy(List.of(prompt(row)), WalkWorld.TARGETS).get(0))
                    .isEqualTo(Arrays.copyOfRange(row.tokens(), row.targetFrom(), row.tokens().length - 1));
        }
    }

    @Test
    void whatIsRightWhenLedThroughoutIsRightAlone() {
        List<Example> walks = new WalkWorld(2).walks(70);
        MODEL.write(directory.resolve("start"), 2);
        try (Probe probe = new Probe(directory.resolve("start"), WalkWorld.END)) {
            List<int[]> outputs =
                    probe.greedy(walks.stream().map(ApprenticeTest::prompt).toList(), WalkWorld.TARGETS);

            assertThat(outputs).hasSize(70);
            for (int i = 0; i < walks.size(); i++) {
                Example walk = walks.get(i);
                int[] output = outputs.get(i);
                boolean[] forced = probe.forced(walk);
                int led = 0;
                while (led < forced.length && forced[led]) {
                    led++;
                }
                int alone = 0;
                while (alone < output.length && output[alone] == walk.tokens()[walk.targetFrom() + alone]) {
                    alone++;
                }
                assertThat(alone).isEqualTo(Math.min(led, WalkWorld.TARGETS - 1));
            }
        }
    }

    @Test
    void drawsFollowTheModelsOwnDistribution() {
        Example row = new WalkWorld(3).walk();
        MODEL.write(directory.resolve("start"), 3);
        double probability;
        try (Apprentice apprentice = new Apprentice(directory.resolve("start"))) {
            probability = Math.exp(apprentice.score(List.of(row))[0][0]);
        }
        List<int[]> prompts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            prompts.add(prompt(row));
        }
        try (Probe probe = new Probe(directory.resolve("start"), WalkWorld.END)) {
            long hits = probe.draw(prompts, 1, new Random(1)).stream()
                    .filter(drawn -> drawn.length == 1 && drawn[0] == row.tokens()[row.targetFrom()])
                    .count();
            // five standard deviations of a binomial count
            double spread = Math.sqrt(2000 * probability * (1 - probability));
            assertThat((double) hits).isBetween(2000 * probability - 5 * spread, 2000 * probability + 5 * spread);
        }
    }

    private static int[] prompt(Example example) {
        return Arrays.copyOf(example.tokens(), example.targetFrom());
    }

    private static double sum(double[][] scores) {
        return Arrays.stream(scores).flatMapToDouble(Arrays::stream).sum();
    }
}
