package dev.aligner.engine.draft;

/**
 * How long a draft is worth verifying. A draft of {@code k} tokens that are each right with probability {@code a} if all
 * before were gives {@code 1 + a + ... + a^k} tokens for the price of {@code k + 1} and of this sequence's share of the
 * step's base. The more sequences share the base, the less a draft saves; at last it costs more than it gives.
 */
public final class DraftLength {
    private DraftLength() {}

    /**
     * The length with the most tokens for the time; 0 where a draft would only cost.
     *
     * @param acceptance probability of each token, 0 to 1
     * @param baseInTokens the step's base, in tokens ({@link StepCost#baseInTokens})
     * @param sequences how many share the step, at least 1
     * @param most the result is no more than this
     */
    public static int best(double acceptance, double baseInTokens, int sequences, int most) {
        double share = baseInTokens / sequences;
        double expected = 1;
        double reached = 1;
        double best = expected / (share + 1);
        int length = 0;
        for (int k = 1; k <= most; k++) {
            reached *= acceptance;
            expected += reached;
            double rate = expected / (share + 1 + k);
            // the rate has one hill: each further token is less probable than the one before
            if (rate <= best) {
                return length;
            }
            best = rate;
            length = k;
        }
        return length;
    }
}
