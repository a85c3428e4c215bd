package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.trainer.checkpoint.Checkpoints;
import dev.aligner.trainer.recipe.Recipe;
import dev.aligner.trainer.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: a recipe, and options that override it. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a corrector or a model that answers.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the last good checkpoint is named",
            "2:the recipe, an option or the data is wrong",
            "130:stopped by Ctrl+C, with a checkpoint",
            "143:stopped by SIGTERM, with a checkpoint"
        })
public final class TrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "A recipe, YAML or JSON.")
    private @Nullable Path file;

    @Option(names = "--model", description = "A GGUF file or a model's directory.")
    private @Nullable String model;

    @Option(names = "--data", paramLabel = "FILE", description = "A file of rows; may be given several times.")
    private List<String> data = List.of();

    @Option(names = "--output", description = "The run's directory.")
    private @Nullable String output;

    @Option(names = "--objective", description = "sft, dpo, d2o or ift.")
    private @Nullable String objective;

    @Option(names = "--seed", description = "Of everything that is left to chance.")
    private @Nullable String seed;

    @Option(names = "--learning-rate", description = "The highest.")
    private @Nullable String learningRate;

    @Option(names = "--rank", description = "Of a LoRA adapter.")
    private @Nullable String rank;

    @ArgGroup
    private @Nullable BudgetOption budget;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any key of a recipe, for example --set schedule.warm_up=0.1; may be given several times.")
    private Map<String, String> set = Map.of();

    @Option(names = "--overwrite", description = "Deletes the checkpoints of a run that is there already.")
    private boolean overwrite;

    /** How long to train: one of these. */
    static final class BudgetOption {
        @Option(names = "--epochs")
        private @Nullable String epochs;

        @Option(names = "--steps")
        private @Nullable String steps;

        @Option(names = "--tokens")
        private @Nullable String tokens;

        @Option(names = "--minutes")
        private @Nullable String minutes;
    }

    @Override
    public Integer call() throws IOException {
        Recipe recipe;
        try {
            recipe = recipe();
        } catch (AlignerException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (overwrite) {
            new Checkpoints(recipe.output().resolve(TrainingJob.CHECKPOINTS), 1).clear();
        }
        return RunInTerminal.run(
                stop -> TrainingJob.fresh(recipe, stop),
                recipe.output(),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }

    /** What file and options say. */
    Recipe recipe() {
        return RecipeFile.read(file, options());
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "model", quoted(model));
        put(options, "output", quoted(output));
        put(options, "objective.type", objective);
        put(options, "seed", seed);
        put(options, "schedule.learning_rate", learningRate);
        put(options, "trained.rank", rank);
        BudgetOption spent = budget;
        if (spent != null) {
            put(options, "budget", budget("epochs", spent.epochs));
            put(options, "budget", budget("steps", spent.steps));
            put(options, "budget", budget("tokens", spent.tokens));
            put(options, "budget", budget("minutes", spent.minutes));
        }
        if (!data.isEmpty()) {
            options.put(
                    "data",
                    data.stream()
                            .map(path -> "{path: " + quoted(path) + "}")
                            .collect(Collectors.joining(", ", "[", "]")));
        }
        options.putAll(set);
        return options;
    }

    private static void put(Map<String, String> options, String key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
    }

    private static @Nullable String budget(String kind, @Nullable String value) {
        return value == null ? null : "{" + kind + ": " + value + "}";
    }

    /** As a text of YAML, whatever is in it. */
    private static @Nullable String quoted(@Nullable String text) {
        return text == null ? null : "'" + text.replace("'", "''") + "'";
    }
}
