package dev.aligner.service.proxy;

import dev.aligner.relay.PassedHeaders;
import dev.aligner.service.config.RouteProperties;
import dev.aligner.service.observe.UpstreamCalls;
import dev.aligner.service.outgoing.OutgoingClients;
import dev.aligner.upstream.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** Calls upstreams, each through its route's {@link Guard}. Bodies are bytes; nothing is followed or unpacked by itself. */
final class UpstreamClient implements DisposableBean {
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration PLACE = Duration.ofSeconds(10);

    private final ConnectionProvider connections = new ConnectionsByLoop(UpstreamClient::pool);
    private final TlsClients clients;
    private final UpstreamCalls calls;

    UpstreamClient(OutgoingClients outgoing, SslBundles bundles, UpstreamCalls calls) {
        HttpClient plain = outgoing.http(connections)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .disableRetry(true);
        this.clients = new TlsClients(plain, bundles);
        this.calls = calls;
    }

    private static ConnectionProvider pool() {
        return ConnectionProvider.builder("upstreams")
                .maxConnections(1024)
                .pendingAcquireMaxCount(4096)
                .pendingAcquireTimeout(PLACE)
                .maxIdleTime(Duration.ofSeconds(55))
                .build();
    }

    /**
     * Sends a request on, with its headers.
     *
     * @param spoken what is asked for, where that is known
     * @param body of the request
     * @param length in bytes, or -1 if that is not known
     * @param corrected whether the answer is to be read: then it must come unpacked
     * @param answer cancelled, it closes the connection
     */
    Mono<Void> exchange(
            ServerHttpRequest request,
            Routes.Route to,
            UpstreamCalls.@Nullable Spoken spoken,
            Publisher<ByteBuf> body,
            long length,
            boolean corrected,
            BiFunction<HttpClientResponse, ByteBufFlux, Publisher<Void>> answer) {
        RouteProperties route = to.properties();
        Wire wire = spoken == null ? null : spoken.wire();
        String method = request.getMethod().name();
        return Mono.deferContextual(context -> {
            UpstreamCalls.Call call = calls.begin(method, route.upstream(), spoken, context);
            return to.guard()
                    .call(attempt -> clients.of(route)
                            .responseTimeout(route.call().timeout())
                            .headers(headers -> {
                                copy(request, route, wire, length, corrected, headers);
                                call.tell(headers::set);
                            })
                            .request(HttpMethod.valueOf(method))
                            .uri(URI.create(target(request, route)))
                            .send(body)
                            .response((response, bytes) -> {
                                int status = response.status().code();
                                attempt.answered(status);
                                call.answered(status);
                                return answer.apply(response, bytes);
                            })
                            .then()
                            // a head that comes as our client goes reaches nobody: its connection would stay open
                            .doOnDiscard(Connection.class, Connection::dispose))
                    .doOnSuccess(nothing -> call.done())
                    .doOnError(call::failed)
                    .doOnCancel(call::cancelled);
        });
    }

    static String target(ServerHttpRequest request, RouteProperties route) {
        URI asked = request.getURI();
        String base = route.upstream().toString();
        String query = asked.getRawQuery();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + asked.getRawPath()
                + (query == null ? "" : "?" + query);
    }

    /** What a request that is no exchange of bodies takes along to the upstream. */
    static org.springframework.http.HttpHeaders headers(ServerHttpRequest request, RouteProperties route) {
        HttpHeaders copied = new DefaultHttpHeaders();
        copy(request, route, null, -1, false, copied);
        org.springframework.http.HttpHeaders headers = new org.springframework.http.HttpHeaders();
        copied.forEach(header -> headers.add(header.getKey(), header.getValue()));
        return headers;
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
        GOOGLE("x-goog-api-key", ""),
        /** A client's alone: ours goes there as a bearer's. */
        AZURE("api-key", "");

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
