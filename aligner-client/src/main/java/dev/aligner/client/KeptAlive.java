package dev.aligner.client;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Lines that keep a body alive whose next one is not written yet: the service waits for 30 seconds at most. */
final class KeptAlive {
    static final Duration PERIOD = Duration.ofSeconds(10);

    private KeptAlive() {}

    /** The same lines, one by one as they are asked for, and {@code blank} at intervals until they end. */
    static <T> Flux<T> over(Flux<T> lines, T blank, Scheduler timer) {
        return Flux.defer(() -> {
            Sinks.Empty<Void> end = Sinks.empty();
            return Flux.merge(
                    1,
                    lines.doOnTerminate(end::tryEmitEmpty),
                    Flux.interval(PERIOD, timer)
                            .onBackpressureDrop()
                            .map(tick -> blank)
                            .takeUntilOther(end.asMono()));
        });
    }
}
