package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.Plan;
import dev.aligner.relay.RelayedAnswer;
import dev.aligner.relay.SurfaceError;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.response.HangUp;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.HttpClientResponse;

/** Brings an upstream's answer to the client: as it is, or corrected. */
final class AnswerRelay {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerRelay.class);

    private final ReactiveCorrector corrector;
    private final Duration heartbeat;

    AnswerRelay(ReactiveCorrector corrector, Duration heartbeat) {
        this.corrector = corrector;
        this.heartbeat = heartbeat;
    }

    /** Every byte as it comes. */
    Mono<Void> pass(ServerWebExchange exchange, HttpClientResponse answer, Flux<byte[]> bytes) {
        new UpstreamAnswer(answer, exchange).take(false);
        return write(exchange, brokenOff(bytes, RequestId.of(exchange)));
    }

    Mono<Void> correct(ServerWebExchange exchange, Plan plan, HttpClientResponse answer, Flux<byte[]> bytes) {
        String requestId = RequestId.of(exchange);
        UpstreamAnswer head = new UpstreamAnswer(answer, exchange);
        RelayedAnswer relayed = new RelayedAnswer(plan, head.answerHead(), head, this::model, heartbeat, requestId);
        return write(exchange, relayed.body(brokenOff(bytes, requestId)));
    }

    private String model() {
        try {
            return corrector.current().card().id();
        } catch (AlignerException e) {
            return "none";
        }
    }

    /** Where the upstream's answer has no end, neither has ours. */
    private static Mono<Void> write(ServerWebExchange exchange, Flux<byte[]> pieces) {
        ServerHttpResponse response = exchange.getResponse();
        return FlushedBody.write(response, pieces)
                .onErrorResume(
                        AbortedException.class,
                        error -> response.isCommitted() ? HangUp.on(response) : Mono.error(error));
    }

    private static Flux<byte[]> brokenOff(Flux<byte[]> bytes, @Nullable String requestId) {
        return bytes.onErrorMap(error -> {
            LOG.warn(
                    "request {}: the upstream broke off: {}",
                    requestId,
                    error.getClass().getSimpleName());
            return new AbortedException(error);
        });
    }

    /** Tells the client in its wire's own form, unless it has had an answer already. */
    Mono<Void> fail(ServerWebExchange exchange, @Nullable Wire wire, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return HangUp.on(response);
        }
        SurfaceError told = error(wire, error, RequestId.of(exchange));
        response.setStatusCode(HttpStatusCode.valueOf(told.status()));
        told.headers().forEach(response.getHeaders()::set);
        byte[] body = told.body();
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static SurfaceError error(@Nullable Wire wire, Throwable error, @Nullable String requestId) {
        if (error instanceof AlignerException known) {
            return SurfaceError.of(wire, known, requestId);
        }
        // addresses of upstreams are the operator's
        LOG.warn("request {}: upstream failed: {}", requestId, error.getClass().getSimpleName());
        return new SurfaceError(
                wire, 502, "upstream_unreachable", "the upstream could not be reached", null, requestId);
    }
}
