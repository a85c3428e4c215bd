package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.corrector.CorrectorTokens;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.checkpoint.Checkpoint;
import dev.aligner.trainer.checkpoint.Checkpoints;
import dev.aligner.trainer.example.ExampleMaker;
import dev.aligner.trainer.example.ExampleTokens;
import dev.aligner.trainer.example.PolicyTokens;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.recipe.Goal;
import dev.aligner.trainer.recipe.Recipe;
import dev.aligner.trainer.recipe.Trained;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A recipe from beginning to end: data, model, run, and what is left in the output directory: {@code checkpoints/},
 * {@code metrics.jsonl}, {@code adapter/} or {@code model/}, {@code training.json}, {@code report.html}.
 */
final class TrainingJob {
    static final String CHECKPOINTS = "checkpoints";

    private final Recipe recipe;
    private final Optional<Checkpoint> from;
    private final Checkpoints checkpoints;
    private final StopRequest stop;
    private final LongSupplier nanoTime;

    private TrainingJob(Recipe recipe, Optional<Checkpoint> from, StopRequest stop, LongSupplier nanoTime) {
        this.recipe = recipe;
        this.from = from;
        this.checkpoints = new Checkpoints(
                recipe.output().resolve(CHECKPOINTS), recipe.checkpoints().keep());
        this.stop = stop;
        this.nanoTime = nanoTime;
    }

    /** A run from the start, into a directory without checkpoints. */
    static TrainingJob fresh(Recipe recipe, StopRequest stop) {
        TrainingJob job = new TrainingJob(recipe, Optional.empty(), stop, System::nanoTime);
        if (job.checkpoints.latest().isPresent()) {
            throw AlignerException.invalidField(
                    "output",
                    "output: " + recipe.output() + " holds a run (expected: another directory, --overwrite, or"
                            + " `aligner-trainer resume`)");
        }
        return job;
    }

    /** The run in a directory, from its last checkpoint on. */
    static TrainingJob resumed(Path output, StopRequest stop) {
        Checkpoint latest = new Checkpoints(output.resolve(CHECKPOINTS), 1)
                .latest()
                .orElseThrow(() -> AlignerException.invalidField(
                        "output", output + ": no checkpoint (expected: the output directory of a run)"));
        Recipe recipe = RunFiles.readRecipe(latest.directory(), Map.of("output", "'" + output + "'"));
        return new TrainingJob(recipe, Optional.of(latest), stop, System::nanoTime);
    }

    /**
     * @return how it ended; finished runs have been exported
     * @throws RunFailure if it cannot go on
     */
    TrainingRun.End run(RunWatcher watcher) {
        try (CorrectorTokens tokens = CorrectorTokens.open(recipe.model());
                ModelFiles files = ModelFiles.open(recipe.model())) {
            Files.createDirectories(recipe.output());
            TrainingData data = data(tokens);
            checkUnchanged(data.summary());
            try (TrainingModel model =
                            TrainingModel.open(files, Terms.trainable(recipe.trained()), Terms.options(recipe));
                    TrainingMethod method = method(model, tokens);
                    MetricsLog metrics = MetricsLog.after(
                            from.map(Checkpoint::step).orElse(0L),
                            recipe.output().resolve(MetricsLog.FILE))) {
                TrainingRun run =
                        new TrainingRun(recipe, model, method, data, checkpoints, metrics, watcher, stop, nanoTime);
                if (from.isPresent()) {
                    run.restore(from.get());
                }
                TrainingRun.End end = run.run();
                if (!end.stopped()) {
                    finish(model, files.digest(), data.summary(), end.state());
                }
                return end;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new RunFailure(recipe.output() + ": " + e.getMessage(), e);
        }
    }

    private void finish(TrainingModel model, String digest, DataSummary data, RunState state) throws IOException {
        String exported = recipe.trained() instanceof Trained.Lora ? "adapter" : "model";
        model.export(recipe.output().resolve(exported), Terms.weights(recipe.export()));
        Map<String, Double> losses = MetricsLog.lastLook(recipe.output().resolve(MetricsLog.FILE));
        TrainingRecord record = TrainingRecord.of(recipe, digest, model.parameters(), exported, data, state, losses);
        record.write(recipe.output());
        TrainingReport.write(record, recipe.output());
    }

    private TrainingData data(CorrectorTokens corrector) {
        ExampleTokens tokens = ExampleTokens.of(corrector);
        int longest = Math.min(recipe.batch().exampleTokens(), corrector.contextTokens());
        ExampleMaker examples = new ExampleMaker(tokens, longest);
        Goal goal = recipe.objective();
        if (goal.learnsCorrections()) {
            return DataReader.read(recipe, new CorrectionUnits(examples));
        }
        if (goal instanceof Goal.Dpo dpo && dpo.role() == Goal.Role.CORRECTOR) {
            return DataReader.read(recipe, new CorrectorPreferences(examples));
        }
        try (PolicyTokens prompts = PolicyTokens.openChat(recipe.model())) {
            return goal instanceof Goal.D2o d2o
                    ? DataReader.read(recipe, new PolicyNegatives(prompts, tokens, longest, d2o))
                    : DataReader.read(recipe, new PolicyPreferences(prompts, tokens, longest));
        }
    }

    private TrainingMethod method(TrainingModel model, CorrectorTokens tokens) {
        Goal goal = recipe.objective();
        if (goal instanceof Goal.Ift ift) {
            return CorrectionMethod.ift(model, ift);
        }
        if (goal instanceof Goal.Dpo dpo) {
            return new PreferenceMethod(model, dpo);
        }
        if (goal instanceof Goal.D2o d2o) {
            SelfSampler sampler = new EngineSampler(
                    recipe.model(),
                    recipe.trained() instanceof Trained.Lora,
                    tokens.endToken(),
                    recipe.batch().exampleTokens(),
                    Terms.threads(recipe));
            return new DispreferenceMethod(
                    model, d2o, sampler, recipe.seed(), recipe.output().resolve("sampling"));
        }
        return CorrectionMethod.sft(model);
    }

    /** A run that goes on with other rows would be neither the one nor the other. */
    private void checkUnchanged(DataSummary now) throws IOException {
        Path file = recipe.output().resolve(DataDigests.FILE);
        if (from.isPresent()) {
            DataDigests.read(file).check(now);
        }
        DataDigests.of(now).write(file);
    }
}
