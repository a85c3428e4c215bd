package dev.aligner.trainer.experiment;

import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.model.Optimiser;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.model.Trainable;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.model.TrainingOptions;
import dev.aligner.trainer.model.WeightType;
import dev.aligner.trainer.objective.Objective;
import dev.aligner.trainer.objective.SftLoss;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/** A small model in training, every weight of it, in float32 on one thread. Owned by the thread that opened it. */
final class Apprentice implements AutoCloseable {
    private static final double CLIP = 1.0;
    private static final Optimiser OPTIMISER = Optimiser.AdamW.standard();

    private final TrainingModel model;

    Apprentice(Path directory) {
        try (ModelFiles files = ModelFiles.open(directory)) {
            model = TrainingModel.open(
                    files,
                    new Trainable.Full(),
                    new TrainingOptions(Precision.FLOAT32, TrainingOptions.Device.CPU, 1, 0));
        }
    }

    /** A step of cross-entropy for each batch, the rate falling to a tenth along a cosine after a short warm-up. */
    void teach(int steps, double rate, IntFunction<List<Example>> batches) {
        teach(steps, rate, SftLoss.plain(), 0, batches);
    }

    void teach(int steps, double rate, Objective objective, double fusion, IntFunction<List<Example>> batches) {
        int warmUp = Math.max(1, steps / 20);
        for (int step = 0; step < steps; step++) {
            double progress = (double) step / steps;
            double share = step < warmUp ? (step + 1.0) / warmUp : 0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * progress));
            step(batches.apply(step), objective, fusion, rate * share);
        }
    }

    /** @return the loss before the step */
    double step(List<Example> batch, Objective objective, double fusion, double rate) {
        double loss = model.backward(batch, objective, fusion);
        norm = model.step(OPTIMISER, rate, CLIP);
        return loss;
    }

    private double norm;

    /** Of the last step's gradient, before clipping. */
    double gradientNorm() {
        return norm;
    }

    /** {@code [example][target token]} */
    double[][] score(List<Example> examples) {
        return model.score(examples);
    }

    double[][] score(List<Example> examples, Reference reference) {
        return model.score(examples, reference);
    }

    Reference reference() {
        return model.reference();
    }

    /** Writes the model for {@link Probe}, which cannot share it. */
    void export(Path directory) {
        model.export(directory, WeightType.FLOAT32);
    }

    @Override
    public void close() {
        model.close();
    }
}
