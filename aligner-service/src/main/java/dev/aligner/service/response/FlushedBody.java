package dev.aligner.service.response;

import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A body of pieces, each sent as soon as it is there. */
public final class FlushedBody {
    private FlushedBody() {}

    /**
     * Writes the pieces. However the writing ends, {@code pieces} is cancelled if it has not ended: Spring waits for the
     * first piece before it writes, and where the connection is gone by then it fails without cancelling, which would
     * leave corrections running for a client that left early.
     */
    public static Mono<Void> write(ServerHttpResponse response, Flux<byte[]> pieces) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> over = Sinks.empty();
            return response.writeAndFlushWith(pieces.takeUntilOther(over.asMono())
                            .map(bytes -> Mono.just(response.bufferFactory().wrap(bytes))))
                    .doFinally(signal -> over.tryEmitEmpty());
        });
    }
}
