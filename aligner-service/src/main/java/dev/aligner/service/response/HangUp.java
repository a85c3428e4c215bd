package dev.aligner.service.response;

import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** Ends an answer in its middle, so that its reader cannot take it for a whole one. */
public final class HangUp {
    private HangUp() {}

    /** Closes the connection behind what has been sent. */
    public static Mono<Void> on(ServerHttpResponse response) {
        return Mono.fromRunnable(() -> {
            if (response instanceof AbstractServerHttpResponse spring
                    && spring.getNativeResponse() instanceof HttpServerResponse netty) {
                netty.withConnection(Connection::dispose);
            }
        });
    }
}
