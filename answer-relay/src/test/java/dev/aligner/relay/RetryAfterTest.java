package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({"0,1,2", "1,1,2", "1000,1,2", "1001,2,4", "5000,5,10"})
    void refusalsAreSpreadOverOneToTwoTimesTheWait(long millis, long least, long most) {
        Random random = new Random(7);
        assertThat(LongStream.range(0, 1000)
                        .map(i -> RetryAfter.seconds(Duration.ofMillis(millis), random))
                        .boxed()
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(least, most).boxed().toList());
    }
}
