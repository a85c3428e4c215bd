package dev.aligner.service.proxy;

import dev.aligner.relay.PassedHeaders;
import dev.aligner.service.config.RouteProperties;
import dev.aligner.upstream.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** Calls upstreams. Bodies are bytes; nothing is followed, unpacked or tried again by itself. */
final class UpstreamClient implements DisposableBean {
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration PLACE = Duration.ofSeconds(10);

    private final ConnectionProvider connections = ConnectionProvider.builder("upstreams")
            .maxConnections(1024)
            .pendingAcquireMaxCount(4096)
            .pendingAcquireTimeout(PLACE)
            .maxIdleTime(Duration.ofSeconds(55))
            .build();

    private final HttpClient client = HttpClient.create(connections)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .disableRetry(true);

    /**
     * Sends a request on, with its headers.
     *
     * @param body of the request
     * @param length in bytes, or -1 if that is not known
     * @param corrected whether the answer is to be read: then it must come unpacked
     * @param answer cancelled, it closes the connection
     */
    Mono<Void> exchange(
            ServerHttpRequest request,
            RouteProperties route,
            @Nullable Wire wire,
            Publisher<ByteBuf> body,
            long length,
            boolean corrected,
            BiFunction<HttpClientResponse, ByteBufFlux, Publisher<Void>> answer) {
        Flux<Void> exchange = client.headers(headers -> copy(request, route, wire, length, corrected, headers))
                .request(HttpMethod.valueOf(request.getMethod().name()))
                .uri(target(request, route))
                .send(body)
                .response(answer);
        return exchange.then();
    }

    private static String target(ServerHttpRequest request, RouteProperties route) {
        URI asked = request.getURI();
        String base = route.upstream().toString();
        String query = asked.getRawQuery();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + asked.getRawPath()
                + (query == null ? "" : "?" + query);
    }

    private static void copy(
            ServerHttpRequest request,
            RouteProperties route,
            @Nullable Wire wire,
            long length,
            boolean corrected,
            HttpHeaders headers) {
        String connection = request.getHeaders().getFirst("connection");
        headers.remove(HttpHeaderNames.USER_AGENT);
        request.getHeaders().forEach((name, values) -> {
            if (PassedHeaders.toUpstream(name, connection)) {
                headers.set(name, values);
            }
        });
        if (corrected) {
            headers.set(HttpHeaderNames.ACCEPT_ENCODING, "identity");
        }
        if (length >= 0) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        String key = route.apiKey();
        if (key != null) {
            Credentials.of(wire).put(key, headers);
        }
    }

    @Override
    public void destroy() {
        connections.dispose();
    }

    /** Where a provider looks for a key. */
    private enum Credentials {
        BEARER("authorization", "Bearer "),
        ANTHROPIC("x-api-key", ""),
        GOOGLE("x-goog-api-key", "");

        private final String header;
        private final String scheme;

        Credentials(String header, String scheme) {
            this.header = header;
            this.scheme = scheme;
        }

        static Credentials of(@Nullable Wire wire) {
            if (wire == Wire.ANTHROPIC_MESSAGES) {
                return ANTHROPIC;
            }
            return wire == Wire.GEMINI_CONTENT ? GOOGLE : BEARER;
        }

        /** The client's own are taken out, wherever they stand. */
        void put(String key, HttpHeaders headers) {
            for (Credentials place : values()) {
                headers.remove(place.header);
            }
            headers.set(header, scheme + key);
        }
    }
}
