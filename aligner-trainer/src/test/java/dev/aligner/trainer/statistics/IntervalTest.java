package dev.aligner.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Property(tries = 50)
    void holdsTheValueAndIsRepeatable(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 1) Integer> hits, @ForAll long seed) {
        List<Share> shares = hits.stream().map(hit -> Share.of(hit == 1)).toList();

        Interval interval = Interval.of(shares, seed);

        assertThat(interval).isEqualTo(Interval.of(shares, seed));
        assertThat(interval.low()).isLessThanOrEqualTo(interval.value() + 1e-12);
        assertThat(interval.high()).isGreaterThanOrEqualTo(interval.value() - 1e-12);
    }

    @Test
    void isAsWideAsTheoryHasIt() {
        // a share of 0.3 over 400 cases: 1.96 standard errors are 0.0449
        List<Share> shares =
                IntStream.range(0, 400).mapToObj(at -> Share.of(at % 10 < 3)).toList();
        Interval interval = Interval.of(shares, 1);
        assertThat(interval.value()).isCloseTo(0.3, within(1e-12));
        assertThat(interval.high() - interval.low()).isCloseTo(0.0898, within(0.012));
    }

    @Test
    void weighsByTheWhole() {
        assertThat(Interval.of(List.of(new Share(1, 1), new Share(0, 9)), 1).value())
                .isEqualTo(0.1);
        assertThatThrownBy(() -> Interval.of(List.of(), 1)).hasMessageContaining("expected: at least one");
    }
}
