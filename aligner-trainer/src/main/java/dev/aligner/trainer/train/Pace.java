package dev.aligner.trainer.train;

import dev.aligner.trainer.recipe.Budget;

/**
 * How much of a run is done.
 *
 * @param epochSteps steps that a budget of epochs comes to
 */
record Pace(Budget budget, long epochSteps) {
    static Pace of(Budget budget, DataOrder order) {
        return new Pace(budget, budget instanceof Budget.Epochs epochs ? order.steps(epochs.epochs()) : 0);
    }

    /** 0 at the start, 1 or more at the end. */
    double progress(RunState state) {
        if (budget instanceof Budget.Steps steps) {
            return (double) state.step() / steps.steps();
        }
        if (budget instanceof Budget.Tokens tokens) {
            return (double) state.tokens() / tokens.tokens();
        }
        if (budget instanceof Budget.Minutes minutes) {
            return state.seconds() / (60 * minutes.minutes());
        }
        return (double) state.step() / epochSteps;
    }
}
