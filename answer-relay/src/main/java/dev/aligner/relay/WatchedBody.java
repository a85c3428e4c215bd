package dev.aligner.relay;

import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A body that does not outlive its writing. */
public final class WatchedBody {
    private WatchedBody() {}

    /**
     * Writes the pieces. However the writing ends, {@code pieces} is cancelled if it has not ended: Spring waits for the
     * first piece before it writes, and where the connection is gone by then it fails without cancelling, which would
     * leave corrections running for a client that left early.
     */
    public static Mono<Void> write(Flux<byte[]> pieces, Function<Flux<byte[]>, Mono<Void>> server) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> over = Sinks.empty();
            return server.apply(pieces.takeUntilOther(over.asMono())).doFinally(signal -> over.tryEmitEmpty());
        });
    }
}
