package dev.aligner.trainer.statistics;

/** How large a share may really be, given how often it was seen: exact (Clopper and Pearson 1934), one-sided. */
public final class BinomialBound {
    private static final int HALVINGS = 60;

    private BinomialBound() {}

    /**
     * The largest share under which so few hits still happen with probability {@code 1 - confidence}.
     *
     * @param confidence 0..1, for example 0.95
     * @return 0..1; 1 where nothing was seen at all
     */
    public static double upper(int hits, int total, double confidence) {
        if (hits < 0 || hits > total) {
            throw new IllegalArgumentException("hits: " + hits + " of " + total + " (expected: 0.." + total + ")");
        }
        if (hits == total) {
            return 1;
        }
        double low = (double) hits / total;
        double high = 1;
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (low + high) / 2;
            if (atMost(hits, total, middle) > 1 - confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** P(X <= hits) for a binomial X, by logarithms, since a power of a large total underflows. */
    private static double atMost(int hits, int total, double share) {
        if (share <= 0) {
            return 1;
        }
        double odds = Math.log(share) - Math.log1p(-share);
        double term = total * Math.log1p(-share);
        double sum = Math.exp(term);
        for (int k = 1; k <= hits; k++) {
            term += Math.log((double) (total - k + 1) / k) + odds;
            sum += Math.exp(term);
        }
        return sum;
    }
}
