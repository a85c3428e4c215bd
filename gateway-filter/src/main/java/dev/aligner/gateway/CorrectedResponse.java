package dev.aligner.gateway;

import dev.aligner.relay.AnswerHead;
import dev.aligner.relay.InTurn;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.Plan;
import dev.aligner.relay.RelayedAnswer;
import dev.aligner.relay.ShadowMode;
import dev.aligner.relay.SurfaceError;
import dev.aligner.relay.WatchedBody;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The client's response, to which the gateway writes the upstream's body. Status and headers are the upstream's when it
 * does; it writes in one of two ways, by media types of its own, and we flush by ours.
 */
final class CorrectedResponse extends ServerHttpResponseDecorator {
    private final Plan plan;
    private final String route;
    private final AnswerSurface surface;
    private final Supplier<@Nullable String> model;
    private final String requestId;

    CorrectedResponse(ServerWebExchange exchange, Plan plan, AnswerSurface surface, Supplier<@Nullable String> model) {
        super(exchange.getResponse());
        this.plan = plan;
        this.surface = surface;
        this.model = model;
        this.requestId = exchange.getRequest().getId();
        this.route = route(exchange);
    }

    /** The name of the gateway's route. */
    static String route(ServerWebExchange exchange) {
        Route of = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        return of == null ? "none" : of.getId();
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return Mono.defer(() -> isCommitted() ? super.writeWith(body) : relayed(Buffers.taken(body), false));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return Mono.defer(
                () -> isCommitted() ? super.writeAndFlushWith(body) : relayed(Buffers.takenOfEach(body), true));
    }

    private Mono<Void> relayed(Flux<byte[]> bytes, boolean flushed) {
        ServerHttpResponse response = getDelegate();
        RelayedAnswer answer = new RelayedAnswer(
                plan,
                head(response),
                new GatewayHead(response, route, surface.tally(), requestId),
                model,
                surface.heartbeat(),
                requestId);
        Flux<byte[]> pieces = body(answer, bytes);
        boolean each = flushed || answer.flushed();
        return WatchedBody.write(
                        pieces,
                        watched -> each
                                ? response.writeAndFlushWith(InTurn.groups(watched.map(bufferFactory()::wrap)))
                                : response.writeWith(InTurn.of(watched.map(bufferFactory()::wrap))))
                .onErrorResume(
                        RelayedAnswer::ours,
                        error -> response.isCommitted()
                                ? Mono.error(error)
                                : ErrorAnswer.write(response, SurfaceError.of(plan.wire(), error, requestId)));
    }

    private Flux<byte[]> body(RelayedAnswer answer, Flux<byte[]> bytes) {
        PieceCorrector pieces = plan.pieces();
        if (surface.watching() == ShadowMode.OFF || pieces == null) {
            return answer.body(bytes);
        }
        boolean packed = answer.upstream().packing() != null;
        return answer.passes()
                ? bytes
                : surface.shadow().body(surface.watching(), route, answer, pieces, packed, bytes);
    }

    private static AnswerHead head(ServerHttpResponse response) {
        HttpStatusCode status = response.getStatusCode();
        HttpHeaders headers = response.getHeaders();
        return AnswerHead.of(
                status == null ? 200 : status.value(),
                headers::getFirst,
                String.join(",", headers.getOrEmpty(HttpHeaders.CACHE_CONTROL)));
    }
}
