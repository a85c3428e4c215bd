package dev.aligner.trainer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static Backoff backoff(long seed) {
        return new Backoff(Duration.ofSeconds(1), LONGEST, 100, new SplittableRandom(seed), InstantSource.fixed(NOW));
    }

    @Property
    void noWaitIsLongerThanTheLongest(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int attempt, @ForAll String header) {
        assertThat(backoff(seed).before(attempt, null)).isBetween(Duration.ofMillis(500), LONGEST);
        assertThat(backoff(seed).before(attempt, header)).isBetween(Duration.ZERO, LONGEST);
    }

    @Test
    void readsDates() {
        assertThat(backoff(1).before(1, "Wed, 25 Nov 2026 10:00:20 GMT")).isEqualTo(Duration.ofSeconds(20));
        assertThat(backoff(1).before(1, "Wed, 25 Nov 2026 09:00:00 GMT")).isEqualTo(Duration.ZERO);
    }
}
