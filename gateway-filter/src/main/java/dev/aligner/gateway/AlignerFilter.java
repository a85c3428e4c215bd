package dev.aligner.gateway;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Controls;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.CorrectorBreaker;
import dev.aligner.relay.HeldBody;
import dev.aligner.relay.PassedHeaders;
import dev.aligner.relay.Plan;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.ShadowMode;
import dev.aligner.relay.SurfaceError;
import dev.aligner.relay.UncorrectedException;
import dev.aligner.relay.Why;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/**
 * Reads a request, sends it on without what is for us alone, and corrects the answer on its way back. Where no wire is
 * spoken everything passes without a look at it.
 *
 * <p>It has to be {@link Ordered} itself: what is not is wrapped with its place in the list for an order, and then the
 * response that it decorates is not the one that the gateway writes to.
 */
final class AlignerFilter implements GatewayFilter, Ordered {
    /** A service that cannot be reached is not asked at every answer either. */
    private static final Set<ErrorCode> BROKEN =
            Set.of(ErrorCode.MODEL_FAILED, ErrorCode.DEADLINE, ErrorCode.NOT_READY);

    private final RoutePolicy policy;
    private final @Nullable Wire wire;
    private final Corrections corrections;
    private final CorrectorBreaker breaker = CorrectorBreaker.of("aligner", BROKEN);
    private final AnswerSurface surface;
    private final AlignerGatewayProperties properties;

    /** @param wire null to go by the path */
    AlignerFilter(
            RoutePolicy policy,
            @Nullable Wire wire,
            Corrections corrections,
            AnswerSurface surface,
            AlignerGatewayProperties properties) {
        this.policy = surface.watching() == ShadowMode.OFF ? policy : policy.watched();
        this.wire = wire;
        this.corrections = corrections;
        this.surface = surface;
        this.properties = properties;
    }

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        if (overruled(exchange)) {
            return chain.filter(exchange);
        }
        Wire spoken = spoken(exchange.getRequest());
        return spoken == null || exchange.getResponse().isCommitted()
                ? chain.filter(withoutOurs(exchange))
                : read(exchange, chain, spoken);
    }

    /** Of several on one route the last one counts: a route's own comes behind the gateway's default. */
    private boolean overruled(ServerWebExchange exchange) {
        Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        if (route == null) {
            return false;
        }
        List<AlignerFilter> ours = route.getFilters().stream()
                .filter(AlignerFilter.class::isInstance)
                .map(AlignerFilter.class::cast)
                .toList();
        return !ours.isEmpty() && ours.get(ours.size() - 1) != this;
    }

    private @Nullable Wire spoken(ServerHttpRequest request) {
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return null;
        }
        return wire != null ? wire : Wire.of(request.getURI().getRawPath()).orElse(null);
    }

    private static ServerWebExchange withoutOurs(ServerWebExchange exchange) {
        List<String> ours = exchange.getRequest().getHeaders().headerNames().stream()
                .filter(PassedHeaders::ours)
                .toList();
        return ours.isEmpty()
                ? exchange
                : exchange.mutate()
                        .request(request -> request.headers(headers -> ours.forEach(headers::remove)))
                        .build();
    }

    /** Waits for the whole request, or for more of it than is held. */
    private Mono<Void> read(ServerWebExchange exchange, GatewayFilterChain chain, Wire spoken) {
        return Flux.defer(() -> {
                    HeldBody held = new HeldBody(properties.request().toBytes());
                    return Buffers.taken(exchange.getRequest().getBody())
                            .concatMapIterable(held::add, 1)
                            .concatWith(Mono.defer(() -> held.overflowed() ? Mono.empty() : Mono.just(held.bytes())))
                            .timeout(Mono.delay(properties.requestDeadline()))
                            .switchOnFirst((first, all) -> {
                                byte[] body = first.get();
                                if (body == null) {
                                    return unread(exchange, spoken, first, all);
                                }
                                return held.overflowed()
                                        ? passedOn(exchange, chain, spoken, all)
                                        : passedOn(exchange, chain, spoken, body);
                            });
                })
                .then();
    }

    private Mono<Void> unread(ServerWebExchange exchange, Wire spoken, Signal<?> first, Flux<byte[]> all) {
        if (!(first.getThrowable() instanceof TimeoutException)) {
            return all.then();
        }
        String message =
                "body: not complete after " + properties.requestDeadline().toMillis() + " ms";
        return ErrorAnswer.write(
                exchange.getResponse(),
                new SurfaceError(
                                spoken,
                                408,
                                "request_timeout",
                                message,
                                null,
                                exchange.getRequest().getId())
                        .unasked());
    }

    private Mono<Void> passedOn(ServerWebExchange exchange, GatewayFilterChain chain, Wire spoken, byte[] body) {
        String path = exchange.getRequest().getURI().getRawPath();
        boolean off = Controls.off(policy, exchange.getRequest().getHeaders()::getFirst);
        Asked asked = off ? spoken.unasked(body, path) : spoken.asked(body, path);
        return corrected(
                exchange,
                chain,
                spoken,
                asked,
                plan -> ForwardedRequest.of(exchange, asked.forwarded(), plan.left() == null));
    }

    private Mono<Void> passedOn(ServerWebExchange exchange, GatewayFilterChain chain, Wire spoken, Flux<byte[]> body) {
        Asked asked = Asked.unread(Untouched.TOO_LARGE);
        return corrected(exchange, chain, spoken, asked, plan -> ForwardedRequest.of(exchange, body));
    }

    /** What goes to the upstream. */
    @FunctionalInterface
    private interface Forwarding {
        ServerHttpRequest request(Plan plan);
    }

    private Mono<Void> corrected(
            ServerWebExchange exchange, GatewayFilterChain chain, Wire spoken, Asked asked, Forwarding forwarding) {
        AnswerCorrections corrector = new AnswerCorrections(corrections);
        Plan plan;
        try {
            plan = Plan.of(
                    spoken, policy, asked, exchange.getRequest().getHeaders()::getFirst, breaker.around(corrector));
        } catch (AlignerException e) {
            return refused(exchange, spoken, e);
        }
        try {
            plan.admit();
        } catch (AlignerException | UncorrectedException e) {
            surface.tally().answered(CorrectedResponse.route(exchange), AnswerOutcome.refused(Why.of(e)));
            return refused(exchange, spoken, e);
        }
        return chain.filter(exchange.mutate()
                .request(forwarding.request(plan))
                .response(new CorrectedResponse(exchange, plan, surface, corrector::model))
                .build());
    }

    private static Mono<Void> refused(ServerWebExchange exchange, Wire spoken, RuntimeException error) {
        return ErrorAnswer.write(
                exchange.getResponse(),
                SurfaceError.of(spoken, error, exchange.getRequest().getId()).unasked());
    }
}
