package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class HeartbeatTest {
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Sinks.Many<byte[]> pieces = Sinks.many().unicast().onBackpressureBuffer();
    /** Seconds at which a beat came. */
    private final List<Long> beats = new ArrayList<>();

    private void start() {
        byte[] beat = {'\n'};
        new Heartbeat(beat, Duration.ofSeconds(10), clock).over(pieces.asFlux()).subscribe(piece -> {
            if (piece == beat) {
                beats.add(clock.now(TimeUnit.SECONDS));
            }
        });
    }

    private void flow(int seconds) {
        for (int second = 0; second < seconds; second++) {
            clock.advanceTimeBy(Duration.ofSeconds(1));
            pieces.tryEmitNext(new byte[1]);
        }
    }

    @Test
    void aQuietConnectionBeatsAndOneWithDataDoesNot() {
        start();
        clock.advanceTimeBy(Duration.ofSeconds(25));
        assertThat(beats).containsExactly(10L, 20L);

        flow(60);
        assertThat(beats).hasSize(2);

        clock.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(beats).hasSize(3);
        assertThat(beats.get(2) - 85).isBetween(5L, 10L);
    }

    @Test
    void afterTheEndThereIsNone() {
        start();
        flow(3);
        pieces.tryEmitComplete();
        clock.advanceTimeBy(Duration.ofMinutes(5));

        assertThat(beats).isEmpty();
    }
}
