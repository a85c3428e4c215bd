package dev.aligner.service.proxy;

import dev.aligner.relay.InTurn;
import dev.aligner.service.problem.RequestLog;
import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.response.HangUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.channel.AbortedException;

/** The last step of an answer. Where the upstream's has no end, neither has ours. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private Delivery() {}

    static Mono<Void> write(ServerWebExchange exchange, Flux<byte[]> pieces) {
        return hangingUp(exchange.getResponse(), FlushedBody.write(exchange.getResponse(), pieces));
    }

    /**
     * Nothing is copied.
     *
     * @param flushed whether each piece must leave at once
     */
    static Mono<Void> through(ServerWebExchange exchange, ByteBufFlux bytes, boolean flushed) {
        ServerHttpResponse response = exchange.getResponse();
        NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
        Flux<DataBuffer> pieces = brokenOff(bytes.retain().map(buffers::wrap), exchange);
        return hangingUp(
                response,
                flushed ? response.writeAndFlushWith(InTurn.groups(pieces)) : response.writeWith(InTurn.of(pieces)));
    }

    private static Mono<Void> hangingUp(ServerHttpResponse response, Mono<Void> written) {
        return written.onErrorResume(
                AbortedException.class, error -> response.isCommitted() ? HangUp.on(response) : Mono.error(error));
    }

    /** What the upstream sends, its breaking off told apart from errors of ours. */
    static <T> Flux<T> brokenOff(Flux<T> bytes, ServerWebExchange exchange) {
        return bytes.onErrorMap(error -> {
            RequestLog.warn(
                    LOG, exchange, "the upstream broke off: " + error.getClass().getSimpleName());
            return new AbortedException(error);
        });
    }
}
