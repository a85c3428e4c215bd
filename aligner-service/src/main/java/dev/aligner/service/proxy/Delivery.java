package dev.aligner.service.proxy;

import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.response.HangUp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/** The last step of an answer. Where the upstream's has no end, neither has ours. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private Delivery() {}

    static Mono<Void> write(ServerWebExchange exchange, Flux<byte[]> pieces) {
        ServerHttpResponse response = exchange.getResponse();
        return FlushedBody.write(response, pieces)
                .onErrorResume(
                        AbortedException.class,
                        error -> response.isCommitted() ? HangUp.on(response) : Mono.error(error));
    }

    /** What the upstream sends, its breaking off told apart from errors of ours. */
    static Flux<byte[]> brokenOff(Flux<byte[]> bytes, @Nullable String requestId) {
        return bytes.onErrorMap(error -> {
            LOG.warn(
                    "request {}: the upstream broke off: {}",
                    requestId,
                    error.getClass().getSimpleName());
            return new AbortedException(error);
        });
    }
}
