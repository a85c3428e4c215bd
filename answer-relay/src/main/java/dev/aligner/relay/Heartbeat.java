package dev.aligner.relay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps a quiet connection open.
 *
 * @param beat bytes that mean nothing to a client
 * @param period how long it may be quiet
 */
public record Heartbeat(byte[] beat, Duration period, Scheduler timer) {
    /** Ticks of one clock are cheaper than a timer that each piece sets anew. */
    private static final int TICKS = 2;

    /** The pieces, with a beat wherever none came for a period or half of one. */
    public Flux<byte[]> over(Flux<byte[]> pieces) {
        return Flux.defer(() -> {
            AtomicInteger quiet = new AtomicInteger();
            // whoever merges keeps pieces in queues, which an error would overtake: here it is one more value
            return pieces.doOnNext(piece -> quiet.set(0))
                    .materialize()
                    .publish(
                            shared -> Flux.merge(
                                    shared,
                                    Flux.interval(period.dividedBy(TICKS), timer)
                                            .onBackpressureDrop()
                                            .filter(tick -> quiet.incrementAndGet() >= TICKS)
                                            .map(tick -> {
                                                quiet.set(0);
                                                return Signal.next(beat);
                                            })
                                            .takeUntilOther(shared.ignoreElements())),
                            1)
                    .dematerialize();
        });
    }
}
