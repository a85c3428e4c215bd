package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.problem.Failure;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.response.HangUp;
import dev.aligner.upstream.Wire;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What a client hears of a request that failed here. */
final class FailedRequest {
    private static final Logger LOG = LoggerFactory.getLogger(FailedRequest.class);

    private FailedRequest() {}

    /** Tells the client in its wire's own form, unless it has had an answer already. */
    static Mono<Void> tell(ServerWebExchange exchange, @Nullable Wire wire, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return HangUp.on(response);
        }
        String requestId = RequestId.of(exchange);
        SurfaceError told = error(wire, error, requestId);
        response.setStatusCode(HttpStatusCode.valueOf(told.status()));
        HttpHeaders headers = response.getHeaders();
        if (error instanceof AlignerException known) {
            headers.putAll(Failure.of(known, requestId).headers());
        }
        headers.setContentType(MediaType.APPLICATION_JSON);
        // the upstream may have been paid for an answer already: asked again, it would be paid twice
        headers.set("x-should-retry", "false");
        byte[] body = told.body();
        headers.setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    static SurfaceError error(@Nullable Wire wire, Throwable error, @Nullable String requestId) {
        if (error instanceof AlignerException known) {
            var problem = Failure.of(known, requestId).problem();
            int status = known.code() == ErrorCode.INVALID_FIELD ? 400 : problem.status();
            return new SurfaceError(wire, status, problem.code(), problem.detail(), requestId);
        }
        // addresses of upstreams are the operator's
        LOG.warn("request {}: upstream failed: {}", requestId, error.getClass().getSimpleName());
        return error instanceof ReadTimeoutException
                ? new SurfaceError(wire, 504, "upstream_timeout", "the upstream did not answer in time", requestId)
                : new SurfaceError(wire, 502, "upstream_unreachable", "the upstream could not be reached", requestId);
    }
}
