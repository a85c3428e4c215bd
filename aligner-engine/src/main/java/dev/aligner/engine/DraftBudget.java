package dev.aligner.engine;

import dev.aligner.engine.draft.DraftLength;
import dev.aligner.engine.draft.StepCost;

/** How many tokens of a draft are worth computing now: learned from the steps so far, and less the more others run. */
record DraftBudget(StepCost cost, int running, int most) {
    /** If each is right with this probability. */
    int worthwhile(double acceptance) {
        return DraftLength.best(acceptance, cost.baseInTokens(), Math.max(1, running), most);
    }
}
