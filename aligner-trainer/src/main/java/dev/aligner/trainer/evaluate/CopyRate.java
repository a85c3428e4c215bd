package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.statistics.BinomialBound;

/**
 * How often the reference repeats an answer to the last token, without anything that would keep its changes back.
 *
 * @param good answers among them that should stay as they are
 */
record CopyRate(int answers, int copied, int good, int goodCopied) {
    /** 0..1. */
    double share() {
        return answers == 0 ? 0 : (double) copied / answers;
    }

    /** The least share that such a count allows with 97.5 % confidence (Clopper and Pearson). */
    double low() {
        return 1 - BinomialBound.upper(answers - copied, answers, 0.975);
    }

    /** The largest. */
    double high() {
        return BinomialBound.upper(copied, answers, 0.975);
    }
}
