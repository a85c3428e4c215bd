package dev.aligner.service.problem;

import dev.aligner.service.wire.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Answers every failure with a problem, whatever the client accepts; the last resort of the whole server. */
public final class ProblemHandler implements ErrorWebExceptionHandler, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (DisconnectedClientHelper.isClientDisconnectedException(error)) {
            return Mono.empty();
        }
        if (answered(exchange.getResponse())) {
            return Mono.empty();
        }
        String requestId = RequestId.of(exchange);
        Failure failure = Failure.of(error, requestId);
        FailureLog.tell(LOG, failure, error, RequestId.context(exchange));
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        response.setStatusCode(HttpStatusCode.valueOf(failure.problem().status()));
        response.getHeaders().putAll(failure.headers());
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        byte[] body = StrictJson.write(failure.problem());
        response.getHeaders().setContentLength(body.length);
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    /**
     * Whether the server has answered by itself, as it does a body whose chunks are broken: Spring is not told, so that
     * it would fail to answer once more, and call that our fault.
     */
    private static boolean answered(ServerHttpResponse response) {
        return !response.isCommitted()
                && response instanceof AbstractServerHttpResponse spring
                && spring.getNativeResponse() instanceof HttpServerResponse netty
                && netty.hasSentHeaders();
    }

    /** Before Spring Boot's own. */
    @Override
    public int getOrder() {
        return -2;
    }
}
