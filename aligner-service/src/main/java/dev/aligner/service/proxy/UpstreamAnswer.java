package dev.aligner.service.proxy;

import dev.aligner.relay.AnswerHead;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.ClientHead;
import dev.aligner.relay.PassedHeaders;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.Why;
import dev.aligner.service.observe.AnswerMeters;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.problem.RequestLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Status and headers of an upstream's answer, on their way to our client.
 *
 * @param route its name
 * @param meters null where nobody looks at the answer
 */
record UpstreamAnswer(
        HttpClientResponse response,
        ServerWebExchange exchange,
        String route,
        @Nullable AnswerMeters meters) implements ClientHead {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamAnswer.class);

    AnswerHead answerHead() {
        io.netty.handler.codec.http.HttpHeaders headers = response.responseHeaders();
        return AnswerHead.of(response.status().code(), headers::get, String.join(",", headers.getAll("cache-control")));
    }

    @Override
    public void take(boolean changed) {
        ServerHttpResponse ours = exchange.getResponse();
        ours.setStatusCode(HttpStatusCode.valueOf(response.status().code()));
        io.netty.handler.codec.http.HttpHeaders upstream = response.responseHeaders();
        HttpHeaders headers = ours.getHeaders();
        // the upstream's own id is the one that its support asks for
        if (upstream.contains(RequestId.HEADER)) {
            headers.set("x-aligner-request-id", headers.getFirst(RequestId.HEADER));
            headers.remove(RequestId.HEADER);
        }
        String connection = upstream.get("connection");
        upstream.forEach(header -> {
            if (PassedHeaders.toClient(header.getKey(), connection, changed)) {
                headers.add(header.getKey(), header.getValue());
            }
        });
    }

    @Override
    public void set(String name, String value) {
        exchange.getResponse().getHeaders().set(name, value);
    }

    @Override
    public void length(long bytes) {
        exchange.getResponse().getHeaders().setContentLength(bytes);
    }

    @Override
    public boolean sent() {
        return exchange.getResponse().isCommitted();
    }

    @Override
    public void done(AnswerOutcome outcome) {
        if (meters != null) {
            meters.answered(route, outcome);
        }
    }

    @Override
    public void held(@Nullable StreamMode mode, Duration time) {
        if (meters != null) {
            meters.held(mode, time);
        }
    }

    @Override
    public void failed(Why why) {
        RequestLog.warn(LOG, exchange, "not corrected: " + why.wireName());
    }
}
