package dev.aligner.relay;

import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** How a stream of ours ends that may not go on: in the form of its wire. For one stream. */
final class StreamEnd {
    private final Wire wire;
    private final ClientHead client;
    private final @Nullable String requestId;
    /** The last event that was sent, which says its number in some wires. */
    private byte @Nullable [] last;

    StreamEnd(Wire wire, ClientHead client, @Nullable String requestId) {
        this.wire = wire;
        this.client = client;
        this.requestId = requestId;
    }

    /** A client that has had no event yet is told by a status, where that is not sent. */
    Flux<byte[]> behind(Flux<byte[]> events) {
        return events.doOnNext(event -> last = event).onErrorResume(RelayedAnswer::ours, error -> {
            client.failed(Why.of(error));
            byte[] before = last;
            return before == null && !client.sent()
                    ? Flux.error(error)
                    : Flux.just(SurfaceError.of(wire, error, requestId).lastEvent(before));
        });
    }
}
