package dev.aligner.trainer.train;

import dev.aligner.engine.model.Precision;
import dev.aligner.trainer.model.Optimiser;
import dev.aligner.trainer.model.Projection;
import dev.aligner.trainer.model.Trainable;
import dev.aligner.trainer.model.TrainingOptions;
import dev.aligner.trainer.model.WeightType;
import dev.aligner.trainer.objective.Length;
import dev.aligner.trainer.recipe.Goal;
import dev.aligner.trainer.recipe.Recipe;
import dev.aligner.trainer.recipe.Trained;
import java.util.stream.Collectors;

/** A recipe's words in those of the model and the objectives. */
final class Terms {
    private Terms() {}

    static Length length(Goal.TextLength length) {
        return switch (length) {
            case SUM -> Length.SUM;
            case MEAN -> Length.MEAN;
        };
    }

    static Optimiser optimiser(dev.aligner.trainer.recipe.Optimiser optimiser) {
        if (optimiser instanceof dev.aligner.trainer.recipe.Optimiser.AdamW adamW) {
            return new Optimiser.AdamW(adamW.beta1(), adamW.beta2(), adamW.epsilon(), adamW.weightDecay());
        }
        var rmsProp = (dev.aligner.trainer.recipe.Optimiser.RmsProp) optimiser;
        return new Optimiser.RmsProp(rmsProp.decay(), rmsProp.epsilon());
    }

    static Trainable trainable(Trained trained) {
        if (trained instanceof Trained.Lora lora) {
            return new Trainable.Lora(
                    lora.rank(),
                    lora.alpha(),
                    lora.targets().stream().map(Terms::projection).collect(Collectors.toUnmodifiableSet()),
                    lora.from().orElse(null));
        }
        return new Trainable.Full();
    }

    private static Projection projection(Trained.Target target) {
        return switch (target) {
            case Q -> Projection.Q;
            case K -> Projection.K;
            case V -> Projection.V;
            case O -> Projection.O;
            case GATE -> Projection.GATE;
            case UP -> Projection.UP;
            case DOWN -> Projection.DOWN;
        };
    }

    static TrainingOptions options(Recipe recipe) {
        return new TrainingOptions(
                switch (recipe.precision()) {
                    case FLOAT32 -> Precision.FLOAT32;
                    case BFLOAT16 -> Precision.BFLOAT16;
                },
                switch (recipe.device()) {
                    case CPU -> TrainingOptions.Device.CPU;
                    case CUDA -> TrainingOptions.Device.CUDA;
                },
                threads(recipe),
                recipe.seed());
    }

    static int threads(Recipe recipe) {
        return recipe.threads() == 0 ? Runtime.getRuntime().availableProcessors() : recipe.threads();
    }

    static WeightType weights(Recipe.Weights weights) {
        return switch (weights) {
            case FLOAT32 -> WeightType.FLOAT32;
            case FLOAT16 -> WeightType.FLOAT16;
        };
    }
}
