package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.AnswerHead;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.BrokenOffException;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.Plan;
import dev.aligner.relay.RelayedAnswer;
import dev.aligner.relay.Shadow;
import dev.aligner.relay.ShadowMode;
import dev.aligner.relay.Why;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.observe.AnswerMeters;
import dev.aligner.service.problem.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;

/** Brings an upstream's answer to the client: as it is, or corrected. */
final class AnswerRelay {
    private final ReactiveCorrector corrector;
    private final Duration heartbeat;
    private final AnswerMeters meters;
    private final Shadow shadow;

    AnswerRelay(ReactiveCorrector corrector, Duration heartbeat, AnswerMeters meters) {
        this.corrector = corrector;
        this.heartbeat = heartbeat;
        this.meters = meters;
        this.shadow = new Shadow(meters);
    }

    /** Every byte as it comes, from the one connection to the other without a copy. */
    Mono<Void> pass(ServerWebExchange exchange, HttpClientResponse answer, ByteBufFlux bytes) {
        UpstreamAnswer upstream = new UpstreamAnswer(answer, exchange, "", null);
        upstream.take(false);
        return Delivery.through(exchange, bytes, upstream.answerHead().streamed());
    }

    /**
     * Asked before the upstream is.
     *
     * @throws RuntimeException for the client, where the answer could not be let out
     */
    void admit(Routes.Route route, Plan plan) {
        try {
            plan.admit();
        } catch (RuntimeException e) {
            meters.answered(route.name(), AnswerOutcome.refused(Why.of(e)));
            throw e;
        }
    }

    Mono<Void> correct(
            ServerWebExchange exchange, Routes.Route route, Plan plan, HttpClientResponse answer, ByteBufFlux bytes) {
        UpstreamAnswer upstream = new UpstreamAnswer(answer, exchange, route.name(), meters);
        AnswerHead head = upstream.answerHead();
        RelayedAnswer relayed =
                new RelayedAnswer(plan, head, upstream, () -> model(plan), heartbeat, RequestId.of(exchange));
        if (relayed.passes()) {
            return Delivery.through(exchange, bytes, head.streamed());
        }
        Flux<byte[]> body = Delivery.brokenOff(bytes.asByteArray(), exchange);
        PieceCorrector pieces = plan.pieces();
        ShadowMode watching = route.properties().shadow();
        return Delivery.write(
                exchange,
                pieces == null || watching == ShadowMode.OFF
                        ? relayed.body(body)
                                .onErrorResume(
                                        BrokenOffException.class,
                                        error -> Delivery.brokenOff(Flux.error(error), exchange))
                        : shadow.body(watching, route.name(), relayed, pieces, head.packing() != null, body));
    }

    private @Nullable String model(Plan plan) {
        if (plan.controls().model() != null) {
            return plan.controls().model();
        }
        try {
            return corrector.current().card().id();
        } catch (AlignerException e) {
            return null;
        }
    }
}
