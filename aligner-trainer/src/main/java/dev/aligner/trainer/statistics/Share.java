package dev.aligner.trainer.statistics;

/**
 * What one case adds to a metric: metrics are sums of parts over sums of wholes.
 *
 * @param whole above 0
 */
public record Share(double part, double whole) {
    /** One if it holds, of one. */
    public static Share of(boolean holds) {
        return new Share(holds ? 1 : 0, 1);
    }

    /** A number of its own, to be averaged. */
    public static Share mean(double value) {
        return new Share(value, 1);
    }
}
