package dev.aligner.trainer.check;

import java.util.Arrays;

/** Numbers that come one by one. */
final class Values {
    private double[] values = new double[1024];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    double[] toArray() {
        return Arrays.copyOf(values, count);
    }
}
