package dev.aligner.trainer.objective;

import java.util.Arrays;

/**
 * What a batch costs, and which way is down.
 *
 * @param value to be lowered
 * @param gradient {@code [sequence][target token]}, of the value with respect to each log-probability
 */
public record Loss(double value, double[][] gradient) {

    Loss times(double factor) {
        double[][] scaled = Arrays.stream(gradient)
                .map(row -> Arrays.stream(row).map(each -> factor * each).toArray())
                .toArray(double[][]::new);
        return new Loss(factor * value, scaled);
    }
}
