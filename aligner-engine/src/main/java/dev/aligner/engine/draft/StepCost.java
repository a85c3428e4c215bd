package dev.aligner.engine.draft;

/**
 * What a step costs, learned from the steps of this machine and this model: a base and so much for each token, a line
 * fitted by least squares in which older steps count less and less. Not thread-safe.
 */
public final class StepCost {
    /** A step counts half after so many others: the machine's load changes within seconds. */
    private static final double KEEP = Math.pow(0.5, 1.0 / 256);

    /** Longer steps are prompts, whose attention makes them no line. */
    private static final int MOST_TOKENS = 256;

    /** A token of a prompt cost a tenth of a step with one where this was first measured; forgotten soon. */
    private static final double FIRST_RATIO = 9;

    private double weight;
    private double tokens;
    private double nanos;
    private double tokensSquared;
    private double tokensNanos;

    /** A step of so many tokens took so long. */
    public void stepped(int tokenCount, long tookNanos) {
        if (tokenCount > MOST_TOKENS || tookNanos <= 0) {
            return;
        }
        weight = KEEP * weight + 1;
        tokens = KEEP * tokens + tokenCount;
        nanos = KEEP * nanos + tookNanos;
        tokensSquared = KEEP * tokensSquared + (double) tokenCount * tokenCount;
        tokensNanos = KEEP * tokensNanos + (double) tokenCount * tookNanos;
    }

    /** How many tokens more a step could compute for the time that it takes before the first one; at least 0. */
    public double baseInTokens() {
        double spread = weight * tokensSquared - tokens * tokens;
        double perToken = (weight * tokensNanos - tokens * nanos) / spread;
        // all steps of one size, or noise alone, tell nothing of a slope
        if (weight < 8 || !(spread > 1e-6 * tokensSquared * weight) || !(perToken > 0)) {
            return FIRST_RATIO;
        }
        return Math.max(0, (nanos - perToken * tokens) / weight / perToken);
    }
}
