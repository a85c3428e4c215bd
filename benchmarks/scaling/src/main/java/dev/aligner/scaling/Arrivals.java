package dev.aligner.scaling;

import java.util.random.RandomGenerator;

/**
 * When requests come: independently of each other, or in bursts.
 *
 * @param perSecond how many on average
 * @param burst variance of the gaps over that of independent arrivals: 1 for those, more where requests come together
 */
record Arrivals(double perSecond, double burst) {
    /**
     * Times of arrival, in nanoseconds from the beginning. The gaps are exponential (burst 1), or of two exponentials, a
     * short one and a long one, with balanced means: a hyperexponential of the same mean and a squared coefficient of
     * variation of {@code burst}.
     */
    long[] times(int count, RandomGenerator random) {
        double probability = (1 + Math.sqrt((burst - 1) / (burst + 1))) / 2;
        long[] times = new long[count];
        double now = 0;
        for (int i = 0; i < count; i++) {
            double share = random.nextDouble() < probability ? probability : 1 - probability;
            double rate = 2 * share * perSecond;
            now += -Math.log(1 - random.nextDouble()) / rate;
            times[i] = (long) (now * 1e9);
        }
        return times;
    }
}
