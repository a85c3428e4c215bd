package dev.aligner.trainer.train;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.model.Reference;
import dev.aligner.trainer.model.TrainingModel;
import dev.aligner.trainer.model.WeightType;
import dev.aligner.trainer.objective.D2oLoss;
import dev.aligner.trainer.recipe.Goal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * D2O: self-samples that the model draws while it is trained, and two references that follow it, one more slowly than
 * the other: the paper's "different frequencies". Rows that bring their samples are trained on with those.
 */
final class DispreferenceMethod implements TrainingMethod {
    private static final String HARMFUL = "harmful.bin";
    private static final String HELPFUL = "helpful.bin";
    private static final String SAMPLING = "sampling.bin";
    private static final String EXPORTED = "sampler";

    private final TrainingModel model;
    private final Goal.D2o goal;
    private final SelfSampler sampler;
    private final long seed;
    private final Path folder;
    private final Reference harmful;
    private final Reference helpful;

    /**
     * @param model as it is before the first step
     * @param folder for what the sampler loads; nothing in it has to be kept
     */
    DispreferenceMethod(TrainingModel model, Goal.D2o goal, SelfSampler sampler, long seed, Path folder) {
        this.model = model;
        this.goal = goal;
        this.sampler = sampler;
        this.seed = seed;
        this.folder = folder;
        this.harmful = model.reference();
        this.helpful = model.reference();
    }
}
