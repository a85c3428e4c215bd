package dev.aligner.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.Timings;
import dev.aligner.core.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EngineMeters meters = new EngineMeters(registry);

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private double millis(String name) {
        return registry.get(name).timer().totalTime(TimeUnit.MILLISECONDS);
    }

    @Test
    void anOutputIsCountedAndTimed() {
        meters.generated(
                new Usage(50, 14, 5, 3),
                new Timings(
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(40),
                        Duration.ofMillis(75),
                        3,
                        4));
        assertThat(counted("aligner.prompt.tokens")).isEqualTo(50);
        assertThat(counted("aligner.cached.prompt.tokens")).isEqualTo(14);
        assertThat(counted("aligner.generation.tokens")).isEqualTo(5);
        assertThat(millis("aligner.queue.duration")).isEqualTo(10);
        assertThat(millis("aligner.time.to.first.token")).isEqualTo(30);
        assertThat(millis("aligner.time.per.output.token")).isEqualTo(10);
        assertThat(millis("gen_ai.server.time_per_output_token")).isEqualTo(10);
    }

    @Test
    void oneTokenHasNoTimeBetweenTokens() {
        meters.generated(new Usage(50, 1, 0), new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        assertThat(registry.get("aligner.time.per.output.token").timer().count())
                .isZero();
    }

    @Test
    void stepsTellTheirBatchAndTheirDrafts() {
        meters.stepped(3, 10, 7);
        meters.stepped(1, 0, 0);
        meters.stepFailed();
        meters.taken(Duration.ofMillis(5).toNanos());
        assertThat(registry.get("aligner.batch.size").summary().totalAmount()).isEqualTo(4);
        assertThat(counted("aligner.draft.tokens", "accepted", "true")).isEqualTo(7);
        assertThat(counted("aligner.draft.tokens", "accepted", "false")).isEqualTo(3);
        assertThat(counted("aligner.failed.steps")).isEqualTo(1);
        assertThat(millis("aligner.batch.delay")).isEqualTo(5);
    }
}
