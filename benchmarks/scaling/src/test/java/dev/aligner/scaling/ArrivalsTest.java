package dev.aligner.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

    @ParameterizedTest
    @ValueSource(doubles = {1, 4, 8})
    void theGapsHaveTheirMeanAndVariance(double burst) {
        long[] times = new Arrivals(50, burst).times(400_000, new Random(3));
        double[] gaps = IntStream.range(1, times.length)
                .mapToDouble(i -> (times[i] - times[i - 1]) / 1e9)
                .toArray();
        double mean = IntStream.range(0, gaps.length)
                .mapToDouble(i -> gaps[i])
                .average()
                .orElseThrow();
        double variance = IntStream.range(0, gaps.length)
                .mapToDouble(i -> (gaps[i] - mean) * (gaps[i] - mean))
                .average()
                .orElseThrow();

        assertThat(mean).isCloseTo(1 / 50.0, within(0.02 / 50));
        assertThat(variance / (mean * mean)).isCloseTo(burst, within(0.05 * burst));
    }
}
