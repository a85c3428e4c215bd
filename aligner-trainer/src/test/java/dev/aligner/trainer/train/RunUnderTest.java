package dev.aligner.trainer.train;

import dev.aligner.trainer.checkpoint.Checkpoint;
import dev.aligner.trainer.checkpoint.Checkpoints;
import dev.aligner.trainer.data.Origin;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.recipe.Goal;
import dev.aligner.trainer.recipe.Recipe;
import dev.aligner.trainer.recipe.RecipeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Runs of a bigram model over rows that a seed makes. */
final class RunUnderTest {
    static final int VOCABULARY = 6;

    private final Path output;
    private final Map<String, String> options = new LinkedHashMap<>();
    final BigramModel model = new BigramModel(VOCABULARY);
    final StopRequest stop = new StopRequest();
    final List<StepReport> steps = new ArrayList<>();
    final List<Map<String, Double>> looks = new ArrayList<>();
    final AtomicLong nanos = new AtomicLong();
    private long stopAfter = Long.MAX_VALUE;
    private long dieAfter = Long.MAX_VALUE;

    RunUnderTest(Path output) {
        this.output = output;
        set("model", "m").set("data", "[{path: rows.jsonl}]").set("output", output.toString());
        set("batch", "{tokens: 40, accumulate: 2, example_tokens: 20}");
        set("schedule", "{learning_rate: 0.1, warm_up: 0.1, clip: 1}");
    }

    RunUnderTest set(String key, String value) {
        options.put(key, value);
        return this;
    }

    RunUnderTest stopAfter(long step) {
        stopAfter = step;
        return this;
    }

    RunUnderTest dieAfter(long step) {
        dieAfter = step;
        return this;
    }

    Path output() {
        return output;
    }

    Recipe recipe() {
        return RecipeFile.read(null, options);
    }

    TrainingRun.End run(TrainingData data) {
        return run(data, false);
    }

    TrainingRun.End resume(TrainingData data) {
        return run(data, true);
    }

    private TrainingRun.End run(TrainingData data, boolean resumed) {
        Recipe recipe = recipe();
        Checkpoints checkpoints = new Checkpoints(
                output.resolve("checkpoints"), recipe.checkpoints().keep());
        try {
            Files.createDirectories(output);
            var from = resumed ? checkpoints.latest() : Optional.<Checkpoint>empty();
            long step = from.map(Checkpoint::step).orElse(0L);
            try (MetricsLog metrics = MetricsLog.after(step, output.resolve(MetricsLog.FILE));
                    TrainingMethod method = method(recipe)) {
                TrainingRun run =
                        new TrainingRun(recipe, model, method, data, checkpoints, metrics, watcher(), stop, nanos::get);
                if (from.isPresent()) {
                    run.restore(from.get());
                }
                return run.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainingMethod method(Recipe recipe) {
        Goal goal = recipe.objective();
        if (goal instanceof Goal.Ift ift) {
            return CorrectionMethod.ift(model, ift);
        }
        if (goal instanceof Goal.Dpo dpo) {
            return new PreferenceMethod(model, dpo);
        }
        if (goal instanceof Goal.D2o d2o) {
            return new DispreferenceMethod(
                    model, d2o, new BigramSampler(VOCABULARY), recipe.seed(), output.resolve("sampling"));
        }
        return CorrectionMethod.sft(model);
    }

    private RunWatcher watcher() {
        return new RunWatcher() {
            @Override
            public void stepped(StepReport step) {
                steps.add(step);
                nanos.addAndGet(1_000_000_000);
                if (step.step() == dieAfter) {
                    throw new IllegalStateException("killed");
                }
                if (step.step() == stopAfter) {
                    stop.request();
                }
            }

            @Override
            public void evaluated(long step, Map<String, Double> values) {
                looks.add(values);
            }
        };
    }

    /** Corrections: token 1, then mostly the successor of each token, 0 at the end. */
    static TrainingData corrections(int count) {
        return data(IntStream.range(0, count)
                .mapToObj(i -> unit(new Example(tokens(i), 2), origin(i)))
                .toList());
    }

    static Unit unit(Example example, Origin origin) {
        return new Unit(origin, "made", List.of(example), 0, example.tokens().length, null);
    }

    static DataSummary summary() {
        return new DataSummary(List.of(), 0, 0, 0);
    }

    static TrainingData pairs(int count) {
        return data(IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] worse = tokens(i).clone();
                    worse[2] = 5 - worse[2];
                    return Unit.pair(origin(i), "made", new Example(tokens(i), 2), new Example(worse, 2));
                })
                .toList());
    }

    static TrainingData negatives(int count, int samples) {
        return data(IntStream.range(0, count)
                .mapToObj(i -> Unit.negative(origin(i), "made", new Example(tokens(i), 2), samples, 4))
                .toList());
    }

    private static TrainingData data(List<Unit> units) {
        return new TrainingData(List.of(), units, units.subList(0, 3), summary());
    }

    private static Origin origin(int i) {
        return new Origin(Path.of("rows.jsonl"), i + 1);
    }

    private static int[] tokens(int i) {
        Random random = new Random(i);
        int[] tokens = new int[4 + random.nextInt(8)];
        tokens[0] = 1;
        for (int t = 1; t < tokens.length; t++) {
            tokens[t] = random.nextInt(10) == 0 ? random.nextInt(VOCABULARY) : (tokens[t - 1] + 1) % VOCABULARY;
        }
        tokens[tokens.length - 1] = 0;
        return Arrays.copyOf(tokens, tokens.length);
    }
}
