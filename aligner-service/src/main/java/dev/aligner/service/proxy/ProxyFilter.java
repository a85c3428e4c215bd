package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.Controls;
import dev.aligner.relay.Plan;
import dev.aligner.relay.RelayedAnswer;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.ShadowMode;
import dev.aligner.service.access.Caller;
import dev.aligner.service.access.Passages;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.EngineApiProperties;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.observe.UpstreamCalls;
import dev.aligner.service.request.AwaitedBody;
import dev.aligner.service.request.BodyReader;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
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
final class ProxyFilter implements WebFilter, Passages, Ordered {
    private static final List<String> OWN = List.of(
            "/v1/corrections", "/v1/models", "/livez", "/readyz", "/actuator", "/v3/api-docs", "/admin", "/playground");

    private static final String WAY = Way.class.getName();

    private final Supplier<Routes> live;
    private final UpstreamClient upstreams;
    private final AnswerRelay relay;
    private final ReactiveCorrector corrector;
    private final ObservedCorrections requests;
    private final List<String> own;
    private final BodyReader bodies;
    private final WebSocketRelay sockets;
    private final AwaitedBody passing;

    /**
     * @param live the routes in force
     * @param more paths that are ours besides those that always are
     * @param longest how long the body of a request that is read may take to arrive; of one that passes, how long may be
     *     waited in all for a little more of it
     */
    ProxyFilter(
            Supplier<Routes> live,
            UpstreamClient upstreams,
            WebSocketRelay sockets,
            AnswerRelay relay,
            ReactiveCorrector corrector,
            ObservedCorrections requests,
            List<String> more,
            long mostBytes,
            Duration longest) {
        this.live = live;
        this.upstreams = upstreams;
        this.sockets = sockets;
        this.relay = relay;
        this.corrector = corrector;
        this.requests = requests;
        this.own = Stream.concat(OWN.stream(), more.stream()).toList();
        this.bodies = new BodyReader(mostBytes, longest);
        this.passing = new AwaitedBody(longest, Schedulers.parallel());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Way way = of(exchange);
        if (way == null) {
            return chain.filter(exchange);
        }
        return way.wire() == null
                ? passed(exchange, way.routes(), way.address(), chain)
                : read(exchange, way.routes(), way.wire(), way.address(), chain);
    }

    @Override
    public @Nullable Way of(ServerWebExchange exchange) {
        Optional<Way> known = exchange.getAttribute(WAY);
        if (known != null) {
            return known.orElse(null);
        }
        Way way = way(exchange.getRequest());
        exchange.getAttributes().put(WAY, Optional.ofNullable(way));
        return way;
    }

    private @Nullable Way way(ServerHttpRequest request) {
        Routes routes = live.get();
        if (routes.none()) {
            return null;
        }
        String path = request.getURI().getRawPath();
        Routes.Address address = new Routes.Address(path, request.getURI().getHost(), request.getHeaders()::getFirst);
        Optional<Wire> wire = HttpMethod.POST.equals(request.getMethod()) ? Wire.of(path) : Optional.empty();
        boolean ours = own(path) && (wire.isEmpty() || path.startsWith(EngineApiProperties.PATH));
        return ours || !routes.possible(address)
                ? null
                : new Way(routes, wire.orElse(null), address, routes.replaceCredentials(address));
    }

    /** The way of a request that a route may take. */
    record Way(Routes routes, @Nullable Wire wire, Routes.Address address, boolean replacesCredentials)
            implements Passage {
        @Override
        public Mono<Void> refuse(ServerWebExchange exchange, AlignerException why) {
            return FailedRequest.tell(exchange, wire, why);
        }
    }

    private boolean own(String path) {
        for (String ours : own) {
            if (path.startsWith(ours)
                    && (path.length() == ours.length() || "/:.".indexOf(path.charAt(ours.length())) >= 0)) {
                return true;
            }
        }
        return false;
    }

    /** Through and back, as it is. */
    private Mono<Void> passed(ServerWebExchange exchange, Routes routes, Routes.Address address, WebFilterChain chain) {
        Optional<Routes.Route> route = routes.find(address, null);
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
            ServerWebExchange exchange, Routes routes, Wire wire, Routes.Address address, WebFilterChain chain) {
        String path = address.path();
        return bodies.read(exchange.getRequest())
                .map(body -> unasked(routes, address) ? wire.unasked(body, path) : wire.asked(body, path))
                .flatMap(asked -> routes.find(address, asked.model())
                        .map(route -> sent(exchange, wire, route, asked))
                        .orElseGet(() -> chain.filter(exchange)))
                .onErrorResume(error -> FailedRequest.tell(exchange, wire, error));
    }

    /** Whether its headers alone say that the answer stays as it is. */
    private static boolean unasked(Routes routes, Routes.Address address) {
        return routes.sole(address)
                .filter(route -> Controls.off(route.policy(), address.headers()))
                .isPresent();
    }

    private Mono<Void> sent(ServerWebExchange exchange, Wire wire, Routes.Route route, Asked asked) {
        ServerHttpRequest request = exchange.getRequest();
        RoutePolicy policy = watched(route) ? route.policy().watched() : route.policy();
        Plan plan = Plan.of(
                wire,
                policy.telling(Caller.of(exchange).mostEvidence()),
                asked,
                request.getHeaders()::getFirst,
                requests.on(route.name(), route.guard().around(corrector.from(origin(exchange, route)))));
        relay.admit(route, plan);
        byte[] body = asked.forwarded();
        AtomicBoolean answered = new AtomicBoolean();
        return upstreams
                .exchange(
                        request,
                        route,
                        new UpstreamCalls.Spoken(wire, asked.model(), asked.stream()),
                        Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)),
                        body.length,
                        plan.left() == null,
                        (answer, bytes) -> {
                            answered.set(true);
                            // one that is refused is thrown away by who waits for it, not where it is looked at
                            return Mono.defer(() -> relay.correct(exchange, route, plan, answer, bytes));
                        })
                .onErrorResume(RelayedAnswer::ours, error -> FailedRequest.tell(exchange, wire, error, answered.get()));
    }

    private static Origin origin(ServerWebExchange exchange, Routes.Route route) {
        return Origin.of(exchange, watched(route) ? "shadow" : "proxy", route.name());
    }

    private static boolean watched(Routes.Route route) {
        return route.properties().shadow() != ShadowMode.OFF;
    }

    /** Behind the request's id, before everything that answers. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 100;
    }
}
