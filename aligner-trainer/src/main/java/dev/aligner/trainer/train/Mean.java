package dev.aligner.trainer.train;

/** A running mean. */
final class Mean {
    private double sum;
    private long count;

    void add(double value) {
        sum += value;
        count++;
    }

    Mean and(Mean other) {
        Mean both = new Mean();
        both.sum = sum + other.sum;
        both.count = count + other.count;
        return both;
    }

    long count() {
        return count;
    }

    /** NaN of nothing. */
    double value() {
        return count == 0 ? Double.NaN : sum / count;
    }
}
