package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.Controls;
import dev.aligner.relay.Plan;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.EngineApiProperties;
import dev.aligner.service.config.ShadowMode;
import dev.aligner.service.request.AwaitedBody;
import dev.aligner.service.request.BodyReader;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Sends requests that a route takes to its upstream. Where a wire is spoken the request is read and its answer corrected;
 * everything else passes without a look at it. Our own paths are never a route's, unless a wire is spoken there; those of the engine API never are.
 */
final class ProxyFilter implements WebFilter, Ordered {
    private static final List<String> OWN =
            List.of("/v1/corrections", "/v1/models", "/livez", "/readyz", "/actuator", "/v3/api-docs");

    private final Routes routes;
    private final UpstreamClient upstreams;
    private final AnswerRelay relay;
    private final ReactiveCorrector corrector;
    private final List<String> own;
    private final BodyReader bodies;
    private final WebSocketRelay sockets;
    private final AwaitedBody passing;

    /**
     * @param more paths that are ours besides those that always are
     * @param longest how long the body of a request that is read may take to arrive; of one that passes, how long may be
     *     waited in all for a little more of it
     */
    ProxyFilter(
            Routes routes,
            UpstreamClient upstreams,
            WebSocketRelay sockets,
            AnswerRelay relay,
            ReactiveCorrector corrector,
            List<String> more,
            long mostBytes,
            Duration longest) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.relay = relay;
        this.corrector = corrector;
        this.own = Stream.concat(OWN.stream(), more.stream()).toList();
        this.sockets = sockets;
        this.bodies = new BodyReader(mostBytes, longest);
        this.passing = new AwaitedBody(longest, Schedulers.parallel());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (routes.none()) {
            return chain.filter(exchange);
        }
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getURI().getRawPath();
        String host = request.getURI().getHost();
        Optional<Wire> wire = HttpMethod.POST.equals(request.getMethod()) ? Wire.of(path) : Optional.empty();
        boolean ours = own(path) && (wire.isEmpty() || path.startsWith(EngineApiProperties.PATH));
        if (ours || !routes.possible(path, host)) {
            return chain.filter(exchange);
        }
        return wire.isPresent() ? read(exchange, wire.get(), path, host, chain) : passed(exchange, path, host, chain);
    }

    private boolean own(String path) {
        return own.stream()
                .anyMatch(ours -> path.startsWith(ours)
                        && (path.length() == ours.length() || "/:.".indexOf(path.charAt(ours.length())) >= 0));
    }

    /** Through and back, as it is. */
    private Mono<Void> passed(ServerWebExchange exchange, String path, @Nullable String host, WebFilterChain chain) {
        Optional<Routes.Route> route = routes.find(path, host, null);
        if (route.isEmpty()) {
            return chain.filter(exchange);
        }
        ServerHttpRequest request = exchange.getRequest();
        if (WebSocketRelay.asked(request)) {
            return sockets.relay(exchange, route.get());
        }
        Publisher<ByteBuf> body = passing.of(request.getBody().map(NettyDataBufferFactory::toByteBuf), new Progress());
        long length = request.getHeaders().getContentLength();
        boolean bodiless = length <= 0 && !request.getHeaders().containsHeader("transfer-encoding");
        return upstreams
                .exchange(
                        request,
                        route.get(),
                        null,
                        bodiless ? Mono.empty() : body,
                        length,
                        false,
                        (answer, bytes) -> relay.pass(exchange, answer, bytes))
                .onErrorResume(error -> FailedRequest.tell(exchange, null, error));
    }

    /** So much of a body must come in the time in which all of one that is read must. Belongs to one body. */
    private static final class Progress implements Predicate<ByteBuf> {
        private static final int LEAST = 1024;

        private int bytes;

        @Override
        public boolean test(ByteBuf piece) {
            bytes += piece.readableBytes();
            boolean enough = bytes >= LEAST;
            bytes = enough ? 0 : bytes;
            return enough;
        }
    }

    private Mono<Void> read(
            ServerWebExchange exchange, Wire wire, String path, @Nullable String host, WebFilterChain chain) {
        return bodies.read(exchange.getRequest())
                .map(body -> unasked(exchange, path, host) ? wire.unasked(body, path) : wire.asked(body, path))
                .flatMap(asked -> routes.find(path, host, asked.model())
                        .map(route -> sent(exchange, wire, route, asked))
                        .orElseGet(() -> chain.filter(exchange)))
                .onErrorResume(error -> FailedRequest.tell(exchange, wire, error));
    }

    /** Whether its headers alone say that the answer stays as it is. */
    private boolean unasked(ServerWebExchange exchange, String path, @Nullable String host) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return routes.sole(path, host)
                .filter(route -> Controls.off(route.policy(), headers::getFirst))
                .isPresent();
    }

    private Mono<Void> sent(ServerWebExchange exchange, Wire wire, Routes.Route route, Asked asked) {
        ServerHttpRequest request = exchange.getRequest();
        Plan plan = Plan.of(
                wire,
                route.policy(),
                asked,
                request.getHeaders()::getFirst,
                route.guard().around(corrector.from(origin(exchange, route))));
        byte[] body = asked.forwarded();
        return upstreams
                .exchange(
                        request,
                        route,
                        wire,
                        Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)),
                        body.length,
                        plan.left() == null,
                        (answer, bytes) -> relay.correct(exchange, route, plan, answer, bytes))
                .onErrorResume(AlignerException.class, error -> FailedRequest.tell(exchange, wire, error));
    }

    private static Origin origin(ServerWebExchange exchange, Routes.Route route) {
        boolean watched = route.properties().shadow() != ShadowMode.OFF;
        return Origin.of(exchange, watched ? "shadow" : "proxy", route.name());
    }

    /** Behind the request's id, before everything that answers. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 100;
    }
}
