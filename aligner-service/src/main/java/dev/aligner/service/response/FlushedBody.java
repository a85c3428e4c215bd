package dev.aligner.service.response;

import dev.aligner.relay.InTurn;
import dev.aligner.relay.WatchedBody;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A body of pieces, each sent as soon as it is there. */
public final class FlushedBody {
    private FlushedBody() {}

    /** Writes the pieces. However the writing ends, {@code pieces} is cancelled if it has not ended. */
    public static Mono<Void> write(ServerHttpResponse response, Flux<byte[]> pieces) {
        return WatchedBody.write(
                pieces,
                watched -> response.writeAndFlushWith(InTurn.groups(watched.map(response.bufferFactory()::wrap))));
    }
}
