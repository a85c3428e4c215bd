package dev.aligner.trainer.recipe;

/**
 * Looking at held-out rows while training goes on.
 *
 * @param every steps; 0 never looks
 * @param split the held-out one, of the same files; never trained on
 * @param examples at most so many, chosen by the seed
 */
public record Evaluating(int every, String split, int examples) {
    public Evaluating {
        Check.that(every >= 0, "evaluation.every", every, ">= 0");
        Check.that(!split.isBlank(), "evaluation.split", "blank", "a split's name");
        Check.that(examples >= 1, "evaluation.examples", examples, ">= 1");
    }
}
