package dev.aligner.service.proxy;

import dev.aligner.relay.RelayedAnswer;
import dev.aligner.relay.SurfaceError;
import dev.aligner.service.problem.FailureLog;
import dev.aligner.service.problem.RefusedRequestException;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.problem.RequestLog;
import dev.aligner.service.response.HangUp;
import dev.aligner.upstream.Wire;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What a client hears of a request that failed here. */
final class FailedRequest {
    private static final Logger LOG = LoggerFactory.getLogger(FailedRequest.class);

    private FailedRequest() {}

    /** Tells the client in its wire's own form, unless it has had an answer already. */
    static Mono<Void> tell(ServerWebExchange exchange, @Nullable Wire wire, Throwable error) {
        return tell(exchange, wire, error, false);
    }

    /**
     * The same.
     *
     * @param answered whether the upstream answered
     */
    static Mono<Void> tell(ServerWebExchange exchange, @Nullable Wire wire, Throwable error, boolean answered) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return HangUp.on(response);
        }
        SurfaceError known = error(wire, error, exchange);
        SurfaceError told = answered || mayHaveAsked(error) ? known : known.unasked();
        response.setStatusCode(HttpStatusCode.valueOf(told.status()));
        told.headers().forEach(response.getHeaders()::set);
        if (error instanceof RefusedRequestException refused) {
            response.getHeaders().putAll(refused.getHeaders());
        }
        byte[] body = told.body();
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    /** Of a request that was refused here, or a connection that was never made, the upstream knows nothing. */
    private static boolean mayHaveAsked(Throwable error) {
        return !RelayedAnswer.ours(error)
                && !(error instanceof RefusedRequestException)
                && !(error instanceof ConnectException);
    }

    private static SurfaceError error(@Nullable Wire wire, Throwable error, ServerWebExchange exchange) {
        String requestId = RequestId.of(exchange);
        if (RelayedAnswer.ours(error)) {
            return SurfaceError.of(wire, error, requestId);
        }
        if (error instanceof RefusedRequestException refused) {
            return new SurfaceError(
                    wire, refused.getStatusCode().value(), "request_timeout", refused.detail(), null, requestId);
        }
        // addresses of upstreams are the operator's
        if (error instanceof Error) {
            // never the upstream's: it is to be found
            FailureLog.tell(LOG, "request " + requestId + ": upstream failed", error, RequestId.context(exchange));
        } else {
            RequestLog.warn(
                    LOG, exchange, "upstream failed: " + error.getClass().getSimpleName());
        }
        boolean late = error instanceof ReadTimeoutException;
        return new SurfaceError(
                wire,
                late ? 504 : 502,
                late ? "upstream_timeout" : "upstream_unreachable",
                late ? "the upstream did not answer in time" : "the upstream could not be reached",
                null,
                requestId);
    }
}
