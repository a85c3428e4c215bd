package dev.aligner.trainer.objective;

/** How the log-probabilities of a sequence's tokens become the sequence's own. */
public enum Length {
    /** Added up, as the papers write it. */
    SUM,
    /** Their mean: long sequences do not count for more. */
    MEAN;

    double share(int tokens) {
        return switch (this) {
            case SUM -> 1;
            case MEAN -> 1.0 / tokens;
        };
    }
}
