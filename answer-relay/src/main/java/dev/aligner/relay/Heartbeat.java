package dev.aligner.relay;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps a quiet connection open.
 *
 * @param beat bytes that mean nothing to a client
 */
public record Heartbeat(byte[] beat, Duration period, Scheduler timer) {

    /** The pieces, with beats between them. */
    public Flux<byte[]> over(Flux<byte[]> pieces) {
        return pieces.publish(
                shared -> Flux.merge(
                        shared,
                        Flux.interval(period, timer)
                                .onBackpressureDrop()
                                .map(tick -> beat)
                                .takeUntilOther(shared.ignoreElements())),
                1);
    }
}
