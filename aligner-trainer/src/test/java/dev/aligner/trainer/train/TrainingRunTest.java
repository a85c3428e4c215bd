package dev.aligner.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.example.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TrainingRunTest {
    @TempDir
    Path folder = Path.of("");

    private int runs;

    @Test
    void theLossFalls() {
        RunUnderTest run = run("sft").set("budget", "{epochs: 4}");

        run.run(RunUnderTest.corrections(30));

        assertThat(run.steps.get(run.steps.size() - 1).loss())
                .isLessThan(run.steps.get(0).loss() - 0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sft", "ift", "dpo", "d2o"})
    void aResumedRunEndsBitForBitAsOneThatWasNotStopped(String objective) {
        TrainingData data = data(objective);
        RunUnderTest whole = run(objective).set("budget", "{steps: 20}");
        whole.run(data);

        // ends of epochs lie within, and steps that no checkpoint holds are done again
        Path output = folder.resolve("resumed-" + objective);
        var first = run(objective, output)
                .set("budget", "{steps: 20}")
                .set("checkpoints.every", "3")
                .stopAfter(7);
        assertThat(first.run(data).stopped()).isTrue();
        var second = run(objective, output).set("budget", "{steps: 20}").stopAfter(13);
        second.resume(data);
        var third = run(objective, output).set("budget", "{steps: 20}");
        var end = third.resume(data);

        assertThat(end.stopped()).isFalse();
        assertThat(third.steps.get(0).step()).isEqualTo(14);
        assertThat(third.model.bits()).containsExactly(whole.model.bits());
        assertThat(whole.steps.get(19).epoch()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sft", "dpo", "d2o"})
    void aKilledRunGoesOnFromItsLastCheckpoint(String objective) throws IOException {
        TrainingData data = data(objective);
        RunUnderTest whole = run(objective).set("budget", "{steps: 12}");
        whole.run(data);

        Path output = folder.resolve("killed");
        RunUnderTest killed =
                run(objective, output).set("budget", "{steps: 12}").set("checkpoints.every", "5");
        assertThatThrownBy(() -> killed.dieAfter(8).run(data)).hasMessage("killed");
        RunUnderTest resumed = run(objective, output).set("budget", "{steps: 12}");
        resumed.resume(data);

        assertThat(resumed.steps.get(0).step()).isEqualTo(6);
        assertThat(resumed.model.bits()).containsExactly(whole.model.bits());
        assertThat(logged(output)).containsExactlyElementsOf(logged(whole.output()));
    }

    @Test
    void differentSeedsAreDifferentRuns() {
        RunUnderTest one = run("sft").set("seed", "1").set("budget", "{steps: 3}");
        RunUnderTest two = run("sft").set("seed", "2").set("budget", "{steps: 3}");
        one.run(RunUnderTest.corrections(30));
        two.run(RunUnderTest.corrections(30));

        assertThat(one.model.bits()).isNotEqualTo(two.model.bits());
    }

    @Property(tries = 30)
    void accumulatedBatchesAreOneLargeBatch(@ForAll @IntRange(min = 1, max = 12) int count) throws IOException {
        Path both = Files.createTempDirectory("accumulate");
        RunUnderTest small = new RunUnderTest(both.resolve("small"))
                .set("batch", "{tokens: 20, accumulate: 100, example_tokens: 20}")
                .set("budget", "{steps: 3}");
        RunUnderTest large = new RunUnderTest(both.resolve("large"))
                .set("batch", "{tokens: 10000, accumulate: 1, example_tokens: 20}")
                .set("budget", "{steps: 3}");
        small.run(RunUnderTest.corrections(count + 3));
        large.run(RunUnderTest.corrections(count + 3));

        assertThat(small.model.bits()).usingComparatorWithPrecision(1e-9).containsExactly(large.model.bits());
        assertThat(small.steps.get(2).loss()).isCloseTo(large.steps.get(2).loss(), offset(1e-9));
    }

    @Test
    void aFullDiskLeavesTheLastGoodCheckpoint() throws IOException {
        RunUnderTest run = run("sft").set("budget", "{steps: 9}").set("checkpoints.every", "2");
        run.model.failSavingAfter(2);

        assertThatThrownBy(() -> run.run(RunUnderTest.corrections(30)))
                .isInstanceOf(RunFailure.class)
                .hasMessageContaining("the checkpoint of step 6 could not be written: No space left on device")
                .hasMessageContaining("step-00000004")
                .hasMessageContaining("aligner-trainer resume " + run.output());
        try (var left = Files.list(run.output().resolve("checkpoints"))) {
            assertThat(left.map(path -> String.valueOf(path.getFileName())))
                    .containsExactlyInAnyOrder("latest", "step-00000002", "step-00000004");
        }
    }

    @Test
    void aLossThatIsNotANumberNamesItsRows() throws IOException {
        RunUnderTest run = run("sft").set("budget", "{epochs: 3}").set("checkpoints.every", "1");
        List<Unit> units = new ArrayList<>(RunUnderTest.corrections(30).each());
        run.model.poison(5, 5);
        units.removeIf(unit -> bigram(unit, 5, 5));
        units.add(RunUnderTest.unit(new Example(new int[] {1, 5, 5, 0}, 2), new Origin(Path.of("bad.jsonl"), 77)));
        TrainingData data = new TrainingData(List.of(), units, List.of(), RunUnderTest.summary());

        assertThatThrownBy(() -> run.run(data))
                .isInstanceOf(RunFailure.class)
                .hasMessageContaining("the loss is NaN")
                .hasMessageContaining("nan-batch.jsonl");

        List<JsonNode> rows = MetricsLog.read(run.output().resolve("nan-batch.jsonl"));
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.path("file").asString()).isEqualTo("bad.jsonl");
            assertThat(row.path("line").asInt()).isEqualTo(77);
            assertThat(row.path("tokens").asInt()).isEqualTo(4);
        });
        assertThat(rows.size()).isLessThan(units.size());
        assertThat(run.model.bits()).doesNotContain(Double.NaN);
    }

    @Test
    void aBudgetOfTokensOrMinutesEndsWhenItIsSpent() {
        RunUnderTest tokens = run("sft").set("budget", "{tokens: 200}");
        var end = tokens.run(RunUnderTest.corrections(30));
        assertThat(end.state().tokens()).isBetween(200L, 300L);
        assertThat(tokens.steps.get(tokens.steps.size() - 2).tokens()).isLessThan(200);

        // the clock moves a second a step
        RunUnderTest minutes = run("sft").set("budget", "{minutes: 0.2}");
        minutes.run(RunUnderTest.corrections(30));
        assertThat(minutes.steps).hasSize(13);

        // a stopped run's pause costs nothing
        Path output = folder.resolve("paused");
        run("sft", output).set("budget", "{minutes: 0.2}").stopAfter(5).run(RunUnderTest.corrections(30));
        RunUnderTest rest = run("sft", output).set("budget", "{minutes: 0.2}");
        rest.resume(RunUnderTest.corrections(30));
        assertThat(rest.steps).hasSize(9);
    }

    @Test
    void anEpochEndsWithItsRows() {
        RunUnderTest run = run("sft").set("budget", "{epochs: 2}");
        TrainingData data = RunUnderTest.corrections(30);

        long tokens = run.run(data).state().tokens();

        assertThat(tokens)
                .isEqualTo(2 * data.each().stream().mapToLong(Unit::tokens).sum());
    }

    @Test
    void heldOutRowsAreLookedAt() {
        RunUnderTest run = run("dpo").set("budget", "{steps: 10}").set("evaluation.every", "5");

        run.run(RunUnderTest.pairs(30));

        assertThat(run.looks).hasSize(3);
        assertThat(run.looks.get(0).get("eval_loss")).isCloseTo(Math.log(2), offset(1e-9));
        assertThat(run.looks.get(2).get("eval_loss")).isLessThan(Math.log(2));
        assertThat(run.looks.get(2).get("eval_preferred")).isEqualTo(1);
    }

    @Test
    void dpoIsTheSameWhetherItsReferenceIsComputedOnceOrPerStep() {
        RunUnderTest once = run("dpo").set("budget", "{steps: 10}").set("objective.reference", "once");
        RunUnderTest perStep = run("dpo").set("budget", "{steps: 10}").set("objective.reference", "per_step");
        once.run(RunUnderTest.pairs(30));
        perStep.run(RunUnderTest.pairs(30));

        assertThat(once.model.bits()).containsExactly(perStep.model.bits());
    }

    @Test
    void d2oUnlearnsTheNegatives() {
        RunUnderTest run = run("d2o").set("budget", "{steps: 30}").set("evaluation.every", "10");

        run.run(RunUnderTest.negatives(20, 3));

        List<Double> said =
                run.looks.stream().flatMap(look -> look.values().stream()).toList();
        assertThat(said).hasSize(4);
        assertThat(said.get(3)).isGreaterThan(said.get(0) + 0.1);
    }

    private static boolean bigram(Unit unit, int first, int second) {
        int[] tokens = unit.examples().get(0).tokens();
        for (int t = 1; t < tokens.length; t++) {
            if (tokens[t - 1] == first && tokens[t] == second) {
                return true;
            }
        }
        return false;
    }

    private static List<Long> logged(Path output) throws IOException {
        return MetricsLog.read(output.resolve(MetricsLog.FILE)).stream()
                .filter(line -> line.has("loss"))
                .map(line -> line.path("step").asLong())
                .toList();
    }

    private static TrainingData data(String objective) {
        return switch (objective) {
            case "dpo" -> RunUnderTest.pairs(30);
            case "d2o" -> RunUnderTest.negatives(30, 3);
            default -> RunUnderTest.corrections(30);
        };
    }

    private RunUnderTest run(String objective) {
        return run(objective, folder.resolve("run-" + runs++));
    }

    private static RunUnderTest run(String objective, Path output) {
        RunUnderTest run =
                new RunUnderTest(output).set("objective.type", objective).set("optimiser.type", "adamw");
        return objective.equals("d2o")
                ? run.set("objective.samples", "3")
                        .set("objective.sample_tokens", "4")
                        .set("objective.refresh_every", "4")
                        .set("objective.harmful", "{every: 3, decay: 0.5}")
                : run;
    }
}
