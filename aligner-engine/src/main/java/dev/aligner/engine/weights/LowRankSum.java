package dev.aligner.engine.weights;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/** W + scale * B A in float32. Loops over arrays, which the compiler turns into vector code, rows in parallel. */
final class LowRankSum {
    /** Rows of A that one pass over a row of W takes in: fewer passes, less memory traffic. */
    private static final int AT_ONCE = 4;

    private LowRankSum() {}

    /**
     * Adds scale * B A to W in place.
     *
     * @param up B, {@code [out, rank]}, row-major
     * @param down A, {@code [rank, in]}, row-major
     * @param weight W, {@code [out, in]}, row-major; the whole buffer
     */
    static void add(float[] up, float[] down, int rank, float scale, FloatBuffer weight) {
        int columns = down.length / rank;
        IntStream.range(0, up.length / rank).parallel().forEach(row -> {
            var sum = new float[columns];
            weight.get(row * columns, sum);
            int k = 0;
            for (; k + AT_ONCE <= rank; k += AT_ONCE) {
                int at = row * rank + k;
                add(sum, down, k * columns, scale * up[at], scale * up[at + 1], scale * up[at + 2], scale * up[at + 3]);
            }
            for (; k < rank; k++) {
                add(sum, down, k * columns, scale * up[row * rank + k]);
            }
            weight.put(row * columns, sum);
        });
    }

    private static void add(float[] sum, float[] down, int from, float a, float b, float c, float d) {
        int columns = sum.length;
        int second = from + columns;
        int third = second + columns;
        int fourth = third + columns;
        for (int i = 0; i < columns; i++) {
            sum[i] += a * down[from + i] + b * down[second + i] + c * down[third + i] + d * down[fourth + i];
        }
    }

    private static void add(float[] sum, float[] down, int from, float factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * down[from + i];
        }
    }
}
