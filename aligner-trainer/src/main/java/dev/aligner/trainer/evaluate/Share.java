package dev.aligner.trainer.evaluate;

/**
 * What one case adds to a metric: metrics are sums of parts over sums of wholes.
 *
 * @param whole above 0
 */
record Share(double part, double whole) {
    static Share of(boolean holds) {
        return new Share(holds ? 1 : 0, 1);
    }

    /** A number of its own, to be averaged. */
    static Share mean(double value) {
        return new Share(value, 1);
    }
}
