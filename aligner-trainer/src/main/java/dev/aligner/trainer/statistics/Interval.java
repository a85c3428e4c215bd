package dev.aligner.trainer.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A metric with its 95 % interval: the 2.5th and 97.5th percentiles over {@value #RESAMPLES} resamples of the cases with
 * replacement (the percentile bootstrap, Efron 1979).
 *
 * @param cases that say something
 */
public record Interval(double value, double low, double high, int cases) {
    private static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    /**
     * @param shares at least one, each with a whole above 0
     * @param seed the same gives the same interval
     */
    public static Interval of(List<Share> shares, long seed) {
        double[] parts = shares.stream().mapToDouble(Share::part).toArray();
        double[] wholes = shares.stream().mapToDouble(Share::whole).toArray();
        if (shares.isEmpty() || !Arrays.stream(wholes).allMatch(whole -> whole > 0)) {
            throw new IllegalArgumentException(
                    "shares: " + shares.size() + " (expected: at least one, each of something)");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double partSum = 0;
            double wholeSum = 0;
            for (int draw = 0; draw < parts.length; draw++) {
                int at = random.nextInt(parts.length);
                partSum += parts[at];
                wholeSum += wholes[at];
            }
            values[resample] = partSum / wholeSum;
        }
        Arrays.sort(values);
        return new Interval(
                Arrays.stream(parts).sum() / Arrays.stream(wholes).sum(),
                values[(int) (TAIL * RESAMPLES)],
                values[(int) ((1 - TAIL) * RESAMPLES) - 1],
                parts.length);
    }
}
