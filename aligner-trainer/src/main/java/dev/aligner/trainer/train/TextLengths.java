package dev.aligner.trainer.train;

import dev.aligner.trainer.objective.Length;
import dev.aligner.trainer.recipe.Goal;

/** A recipe's word for an objective's. */
final class TextLengths {
    private TextLengths() {}

    static Length of(Goal.TextLength length) {
        return switch (length) {
            case SUM -> Length.SUM;
            case MEAN -> Length.MEAN;
        };
    }
}
