package dev.aligner.reliability;

import java.util.Arrays;

/**
 * A line through measurements by least squares, and how sure its slope is.
 *
 * @param slope of the values, a unit of time
 * @param error half the width of the slope's 95 % confidence interval
 * @param start the line's value at the first time
 */
record Trend(double slope, double error, double start) {
    private static final double Z = 1.959964;

    /** Student's t at 97.5 % for 1 to 4 degrees of freedom. */
    private static final double[] FEW = {12.7062, 4.3027, 3.1824, 2.7764};

    /**
     * Through the means of so many equal stretches of time: measurements that follow each other closely say the same twice, and
     * would make the interval narrower than it is.
     *
     * @param times ascending
     * @param blocks at least 3, and never more than there are measurements
     */
    static Trend ofBlocks(double[] times, double[] values, int blocks) {
        double first = times[0];
        double width = (times[times.length - 1] - first) / blocks;
        double[] sumTimes = new double[blocks];
        double[] sumValues = new double[blocks];
        int[] counts = new int[blocks];
        for (int i = 0; i < times.length; i++) {
            int block = width == 0 ? 0 : Math.min(blocks - 1, (int) ((times[i] - first) / width));
            sumTimes[block] += times[i];
            sumValues[block] += values[i];
            counts[block]++;
        }
        int filled = 0;
        for (int block = 0; block < blocks; block++) {
            if (counts[block] > 0) {
                sumTimes[filled] = sumTimes[block] / counts[block];
                sumValues[filled] = sumValues[block] / counts[block];
                filled++;
            }
        }
        return of(Arrays.copyOf(sumTimes, filled), Arrays.copyOf(sumValues, filled));
    }

    /** @param times not all the same, at least 3 */
    static Trend of(double[] times, double[] values) {
        int n = times.length;
        if (n < 3 || values.length != n) {
            throw new IllegalArgumentException(
                    "measurements: " + n + " and " + values.length + " (expected: as many of each, at least 3)");
        }
        double meanTime = mean(times);
        double meanValue = mean(values);
        double spread = 0;
        double common = 0;
        for (int i = 0; i < n; i++) {
            spread += (times[i] - meanTime) * (times[i] - meanTime);
            common += (times[i] - meanTime) * (values[i] - meanValue);
        }
        double slope = common / spread;
        double residuals = 0;
        for (int i = 0; i < n; i++) {
            double residual = values[i] - meanValue - slope * (times[i] - meanTime);
            residuals += residual * residual;
        }
        double error = student(n - 2) * Math.sqrt(residuals / (n - 2) / spread);
        return new Trend(slope, error, meanValue + slope * (times[0] - meanTime));
    }

    /** Whether the slope is above so much, and not by chance. */
    boolean rises(double above) {
        return slope - error > above;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Student's t at 97.5 %: from the tables where there are few degrees of freedom, by Cornish and Fisher's expansion beyond. */
    static double student(int freedom) {
        if (freedom <= FEW.length) {
            return FEW[freedom - 1];
        }
        double z3 = Math.pow(Z, 3);
        double z5 = Math.pow(Z, 5);
        double z7 = Math.pow(Z, 7);
        double n = freedom;
        return Z
                + (z3 + Z) / (4 * n)
                + (5 * z5 + 16 * z3 + 3 * Z) / (96 * n * n)
                + (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * n * n * n);
    }
}
