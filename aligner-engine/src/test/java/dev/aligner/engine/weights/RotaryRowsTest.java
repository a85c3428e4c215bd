package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RotaryRowsTest {
    @Test
    void theFirstHalfOfAHeadLiesInTheEvenRows() {
        var rows = new RotaryRows(8);

        assertThat(LongStream.range(0, 8).map(rows::fileRow)).containsExactly(0L, 2L, 4L, 6L, 1L, 3L, 5L, 7L);
        assertThat(LongStream.range(8, 16).map(rows::fileRow)).containsExactly(8L, 10L, 12L, 14L, 9L, 11L, 13L, 15L);
    }

    @Property(tries = 50)
    void undoesReshapeAndSwap(
            @ForAll @IntRange(min = 1, max = 16) int heads, @ForAll @IntRange(min = 1, max = 64) int half) {
        var rows = new RotaryRows(2 * half);
        long fileRow = 0;
        for (int head = 0; head < heads; head++) {
            for (int pair = 0; pair < half; pair++) {
                for (int part = 0; part < 2; part++) {
                    long original = ((long) head * 2 + part) * half + pair;
                    assertThat(rows.fileRow(original)).isEqualTo(fileRow++);
                }
            }
        }
    }
}
