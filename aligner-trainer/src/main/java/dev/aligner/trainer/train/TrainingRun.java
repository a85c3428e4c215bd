package dev.aligner.trainer.train;

import dev.aligner.trainer.checkpoint.Checkpoint;
import dev.aligner.trainer.checkpoint.Checkpoints;
import dev.aligner.trainer.model.Optimiser;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Steps until the budget is spent or somebody asks to stop. Owned by one thread, the model's. */
final class TrainingRun {
    /** A step has fewer batches: with the step's number it names one of them. */
    private static final long MAX_BATCHES = 4096;

    private final Recipe recipe;
    private final TrainingModel model;
    private final TrainingMethod method;
    private final DataOrder order;
    private final List<List<Unit>> heldOut;
    private final Pace pace;
    private final Optimiser optimiser;
    private final Checkpoints checkpoints;
    private final MetricsLog metrics;
    private final RunWatcher watcher;
    private final StopRequest stop;
    private final LongSupplier nanoTime;

    private RunState state;
    private double secondsBefore;
    private long started;

    /**
     * @param method over the same model
     * @param nanoTime the run's clock
     */
    TrainingRun(
            Recipe recipe,
            TrainingModel model,
            TrainingMethod method,
            TrainingData data,
            Checkpoints checkpoints,
            MetricsLog metrics,
            RunWatcher watcher,
            StopRequest stop,
            LongSupplier nanoTime) {
        this.recipe = recipe;
        this.model = model;
        this.method = method;
        this.order = new DataOrder(data, recipe.batch(), recipe.seed());
        this.heldOut = order.heldOut();
        this.pace = Pace.of(recipe.budget(), order);
        this.optimiser = Terms.optimiser(recipe.optimiser());
        this.checkpoints = checkpoints;
        this.metrics = metrics;
        this.watcher = watcher;
        this.stop = stop;
        this.nanoTime = nanoTime;
        this.state = RunState.START;
    }

    /** How a run ended. */
    record End(RunState state, boolean stopped, Checkpoint checkpoint) {}

    /** Goes on from a checkpoint instead of from the start. */
    void restore(Checkpoint checkpoint) throws IOException {
        state = RunFiles.readState(checkpoint.directory());
        model.restore(RunFiles.model(checkpoint.directory()));
        method.restore(checkpoint.directory());
    }

    /**
     * @throws RunFailure if it cannot go on; the last good checkpoint is still there
     */
    End run() {
        started = nanoTime.getAsLong();
        secondsBefore = state.seconds();
        method.prepare(order.epoch(0));
        try {
            if (state.step() == 0) {
                evaluate();
            }
            while (pace.progress(state) < 1 && !stop.requested()) {
                step();
                if (due(recipe.evaluation().every()) || pace.progress(state) >= 1) {
                    evaluate();
                }
                if (due(recipe.checkpoints().every()) && pace.progress(state) < 1) {
                    save();
                }
            }
        } catch (IOException e) {
            throw new RunFailure(MetricsLog.FILE + ": " + e.getMessage() + ". " + lastGood(), e);
        }
        return new End(state, pace.progress(state) < 1, save());
    }

    private boolean due(int every) {
        return every > 0 && state.step() % every == 0;
    }

    private void step() throws IOException {
        long begin = nanoTime.getAsLong();
        int epoch = state.epoch();
        List<List<Unit>> batches = new ArrayList<>();
        for (List<Unit> batch : order.step(state)) {
            batches.add(method.complete(batch, state.step() * MAX_BATCHES + batches.size()));
        }
        double weight = batches.stream().mapToDouble(method::weight).sum();
        double loss = 0;
        for (List<Unit> batch : batches) {
            double part = method.backward(batch, method.weight(batch) / weight);
            if (!Double.isFinite(part)) {
                throw notFinite("loss", part, List.of(batch));
            }
            loss += part;
        }
        long tokens =
                batches.stream().flatMap(List::stream).mapToLong(Unit::tokens).sum();
        long targets =
                batches.stream().flatMap(List::stream).mapToLong(Unit::targets).sum();
        state = order.after(state, batches.size()).stepped(tokens, targets, seconds());
        double progress = pace.progress(state);
        double rate = recipe.schedule().rate(progress);
        double clip = recipe.schedule().clip();
        double norm = model.step(optimiser, rate, clip == 0 ? Double.POSITIVE_INFINITY : clip);
        if (!Double.isFinite(norm)) {
            throw notFinite("gradient's norm", norm, batches);
        }
        method.moved(state.step());
        double took = (nanoTime.getAsLong() - begin) / 1e9;
        StepReport report = new StepReport(
                state.step(),
                epoch,
                loss,
                rate,
                norm,
                state.tokens(),
                tokens / Math.max(took, 1e-9),
                Math.min(1, progress),
                state.seconds());
        metrics.add(report.line());
        watcher.stepped(report);
    }

    private void evaluate() throws IOException {
        if (heldOut.isEmpty()) {
            return;
        }
        Map<String, Double> values = method.evaluate(heldOut);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", state.step());
        line.put("tokens", state.tokens());
        line.putAll(values);
        metrics.add(line);
        watcher.evaluated(state.step(), values);
    }

    private Checkpoint save() {
        try {
            return checkpoints.write(state.step(), directory -> {
                RunFiles.writeState(state, directory);
                RunFiles.writeRecipe(recipe, directory);
                model.save(RunFiles.model(directory));
                method.save(directory);
            });
        } catch (IOException | UncheckedIOException e) {
            throw new RunFailure(
                    "the checkpoint of step " + state.step() + " could not be written: " + e.getMessage() + ". "
                            + lastGood(),
                    e);
        }
    }

    private RunFailure notFinite(String what, double value, List<List<Unit>> batches) throws IOException {
        Path file = NanBatch.write(recipe.output(), what, value, state.step() + 1, batches);
        return new RunFailure("step " + (state.step() + 1) + ": the " + what + " is " + value
                + " (expected: finite); its rows are in " + file + ". " + lastGood());
    }

    private String lastGood() {
        return checkpoints
                .latest()
                .map(good -> "The last good checkpoint is " + good.directory() + "; `aligner-trainer resume "
                        + recipe.output() + "` goes on from it")
                .orElse("There is no checkpoint yet");
    }

    private double seconds() {
        return secondsBefore + (nanoTime.getAsLong() - started) / 1e9;
    }
}
