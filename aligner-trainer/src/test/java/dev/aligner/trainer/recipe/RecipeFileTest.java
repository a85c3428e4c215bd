package dev.aligner.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeFileTest {
    private static final String LEAST = """
            model: some/model
            data: [{path: rows.jsonl}]
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void aModelAndAFileAreEnough() throws IOException {
        Recipe recipe = read(LEAST, Map.of());

        assertThat(recipe.objective()).isEqualTo(new Goal.Sft());
        assertThat(recipe.data())
                .containsExactly(new DataSource(Path.of("rows.jsonl"), List.of(), "train", 1.0, Map.of(), false));
        assertThat(recipe.trained())
                .isEqualTo(new Trained.Lora(16, 32, Set.of(Trained.Target.values()), Optional.empty()));
        assertThat(recipe.budget()).isEqualTo(new Budget.Epochs(3));
        assertThat(recipe.optimiser()).isEqualTo(new Optimiser.AdamW(0.9, 0.95, 1e-8, 0));
    }

    @Test
    void theSameInJson() throws IOException {
        Path file = folder.resolve("recipe.json");
        Files.writeString(file, "{\"model\": \"some/model\", \"data\": [{\"path\": \"rows.jsonl\"}]}");

        assertThat(RecipeFile.read(file, Map.of())).isEqualTo(read(LEAST, Map.of()));
    }

    @Test
    void eachKeyIsRead() throws IOException {
        Recipe recipe = read("""
                model: m
                output: o
                seed: 9
                threads: 2
                device: cuda
                precision: bfloat16
                export: float16
                objective: {type: d2o, alpha: 0.3, beta: 0.2, samples: 3, length: mean, temperature: 0.7,
                    sample_tokens: 9, refresh_every: 4, harmful: {every: 1, decay: 0.9}, helpful: {every: 2, decay: 0.8}}
                trained: {type: full}
                data: [{path: d, sources: [a, b], split: part, share: 0.5, instructions: {k: Do it.}, copied: true}]
                identities: {share: 0, place: first}
                batch: {tokens: 100, accumulate: 3, example_tokens: 50}
                budget: {minutes: 1.5}
                optimiser: {type: adamw, weight_decay: 0.3, beta1: 0.4, beta2: 0.5, epsilon: 0.6}
                schedule: {learning_rate: 0.1, warm_up: 0.2, clip: 0.7}
                evaluation: {every: 7, split: held, examples: 8}
                checkpoints: {every: 6, keep: 5}
                """, Map.of());

        assertThat(recipe)
                .isEqualTo(new Recipe(
                        Path.of("m"),
                        Path.of("o"),
                        9,
                        2,
                        Recipe.Device.CUDA,
                        Recipe.Precision.BFLOAT16,
                        Recipe.Weights.FLOAT16,
                        new Goal.D2o(
                                0.3,
                                0.2,
                                3,
                                Goal.TextLength.MEAN,
                                0.7,
                                9,
                                4,
                                new Goal.Following(1, 0.9),
                                new Goal.Following(2, 0.8)),
                        new Trained.Full(),
                        List.of(new DataSource(
                                Path.of("d"), List.of("a", "b"), "part", 0.5, Map.of("k", "Do it."), true)),
                        new Identities(0, Identities.Place.FIRST),
                        new Batching(100, 3, 50),
                        new Budget.Minutes(1.5),
                        new Optimiser.AdamW(0.4, 0.5, 0.6, 0.3),
                        new Schedule(0.1, 0.2, 0.7),
                        new Evaluating(7, "held", 8),
                        new Checkpointing(6, 5)));
    }

    @Test
    void theObjectivesDefaultsAreThePapers() throws IOException {
        assertThat(read(LEAST, Map.of("objective.type", "ift")).objective()).isEqualTo(new Goal.Ift(0.2, 0.95));
        assertThat(read(LEAST, Map.of("objective.type", "dpo")).objective())
                .isEqualTo(new Goal.Dpo(0.1, Goal.TextLength.SUM, Goal.Reference.ONCE, Goal.Role.POLICY));
        assertThat(read(LEAST, Map.of("objective.type", "d2o")).objective())
                .isInstanceOfSatisfying(
                        Goal.D2o.class,
                        d2o -> assertThat(List.of(d2o.alpha(), d2o.beta(), d2o.samples()))
                                .isEqualTo(List.of(0.1, 0.1, 11)));
        assertThat(read(LEAST, Map.of("objective.type", "ift")).optimiser())
                .isEqualTo(new Optimiser.RmsProp(0.99, 1e-8));
        assertThat(read(LEAST, Map.of("trained.type", "full")).schedule()).isEqualTo(new Schedule(2e-5, 0.03, 1));
    }

    @Test
    void optionsWinOverTheFile() throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("budget", "{steps: 5}");
        options.put("trained.rank", "64");
        options.put("model", "other");

        Recipe recipe = read(LEAST + "budget: {epochs: 2}\ntrained: {type: lora, rank: 4}\n", options);

        assertThat(recipe.budget()).isEqualTo(new Budget.Steps(5));
        assertThat(recipe.trained())
                .isEqualTo(new Trained.Lora(64, 32, Set.of(Trained.Target.values()), Optional.empty()));
        assertThat(recipe.model()).isEqualTo(Path.of("other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sft", "dpo", "d2o", "ift"})
    void whatIsWrittenIsReadAgain(String objective) throws IOException {
        Recipe recipe = read(LEAST, Map.of("objective.type", objective));
        Path file = folder.resolve("written.json");
        Files.writeString(file, RecipeFile.write(recipe));

        assertThat(RecipeFile.read(file, Map.of())).isEqualTo(recipe);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sede             | 1            | sede: unknown key
                    optimiser.lr     | 1            | optimiser.lr: unknown key
                    optimiser.decay  | 1            | optimiser.decay: unknown key
                    objective.beta   | 0.1          | objective.beta: unknown key
                    trained.rank     | 65           | trained.rank: 65 (expected: 1..64)
                    trained.targets  | [q, w]       | trained.targets
                    trained.targets  | []           | trained.targets: empty
                    batch.tokens     | 7            | batch.tokens: 7 (expected: 8..1048576)
                    batch.tokens     | many         | batch.tokens
                    batch.tokens     | 512          | batch.example_tokens: 1024 (expected: at most batch.tokens, 512)
                    budget           | {}           | budget
                    budget           | {weeks: 2}   | budget
                    budget           | {epochs: 0}  | budget.epochs: 0.0 (expected: above 0
                    data             | []           | data: no file
                    data             | [{}]         | data[0].path: missing
                    data             | [{path: x, share: 0}] | data[0].share: 0.0 (expected: above 0
                    objective.type   | rl           | objective
                    precision        | int8         | precision
                    precision        | float16      | precision
                    evaluation.split | train        | evaluation.split: train (expected: not the one
                    seed             | null         | seed: missing
                    identities.share | 1.5          | identities.share: 1.5 (expected: 0..1)
                    """)
    void whatIsWrongIsNamed(String key, String value, String message) {
        assertThatThrownBy(() -> read(LEAST, Map.of(key, value)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD))
                .hasMessageContaining("recipe.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void identitiesGoWithCorrectionsOnly() {
        assertThatThrownBy(() -> read(LEAST, Map.of("objective.type", "dpo", "identities.share", "0.2")))
                .hasMessageContaining("identities.share: 0.2 (expected: 0 with objective dpo");
    }

    @Test
    void aModelIsNeeded() {
        assertThatThrownBy(() -> read("data: [{path: x}]", Map.of())).hasMessageContaining("model");
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() {
        assertThatThrownBy(() -> read("model: [\n", Map.of())).hasMessageContaining("recipe.yaml line 1, column 9");
        assertThatThrownBy(() -> RecipeFile.read(folder.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("none.yaml: missing or unreadable");
    }

    private Recipe read(String text, Map<String, String> options) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, text);
        return RecipeFile.read(file, options);
    }
}
