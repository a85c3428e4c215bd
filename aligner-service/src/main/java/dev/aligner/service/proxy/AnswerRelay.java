package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.StreamMode;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.problem.RequestId;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Brings an upstream's answer to the client: as it is, or corrected. */
final class AnswerRelay {
    private final ReactiveCorrector corrector;
    private final StreamRelay streams;
    private final WholeRelay wholes;
    private final Shadow shadow;
    private final AnswerMeters meters;

    AnswerRelay(ReactiveCorrector corrector, Duration heartbeat, AnswerMeters meters) {
        this.corrector = corrector;
        this.meters = meters;
        streams = new StreamRelay(heartbeat, meters);
        wholes = new WholeRelay(meters);
        shadow = new Shadow(meters);
    }

    /** Every byte as it comes. */
    Mono<Void> pass(ServerWebExchange exchange, UpstreamAnswer answer, Flux<byte[]> bytes) {
        answer.head(exchange, false);
        return Delivery.write(exchange, Delivery.brokenOff(bytes, RequestId.of(exchange)));
    }

    Mono<Void> correct(ServerWebExchange exchange, Plan plan, UpstreamAnswer answer, Flux<byte[]> bytes) {
        AnswerHeaders headers = new AnswerHeaders(plan.route().strict(), model());
        Flux<byte[]> body = Delivery.brokenOff(bytes, plan.requestId());
        String left = left(plan, answer, exchange);
        PieceCorrector pieces = plan.pieces();
        if (left != null || pieces == null) {
            String reason = left == null ? Untouched.NO_QUESTION.wireName() : left;
            return untouched(exchange, plan, headers, answer, reason, body);
        }
        if (plan.route().shadow()) {
            return untouched(exchange, plan, headers, answer, "shadow", shadow.watch(plan, pieces, answer, body));
        }
        return answer.streamed()
                ? streams.correct(exchange, plan, headers, pieces, answer, body)
                : wholes.correct(exchange, plan, headers, pieces, answer, body);
    }

    /** Why nothing of this answer is corrected; null if it may be. */
    private static @Nullable String left(Plan plan, UpstreamAnswer answer, ServerWebExchange exchange) {
        if (plan.left() != null) {
            return plan.left();
        }
        String unreadable = answer.unreadable(exchange.getRequest().getMethod());
        if (unreadable != null) {
            return unreadable;
        }
        if (answer.streamed()) {
            return plan.controls().stream() == StreamMode.OFF ? "disabled" : null;
        }
        // one array, which grows: held to its end it would be no stream
        return plan.asked().stream() && plan.wire() == Wire.GEMINI_CONTENT
                ? Untouched.UNSUPPORTED_FORMAT.wireName()
                : null;
    }

    private Mono<Void> untouched(
            ServerWebExchange exchange,
            Plan plan,
            AnswerHeaders told,
            UpstreamAnswer answer,
            String reason,
            Flux<byte[]> body) {
        answer.head(exchange, false);
        AnswerOutcome outcome = AnswerOutcome.bypassed(reason);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        told.mode(headers, answer.streamed() ? StreamMode.OFF : null);
        told.outcome(headers, outcome);
        meters.answered(plan, outcome);
        return Delivery.write(exchange, body);
    }

    private String model() {
        try {
            return corrector.current().card().id();
        } catch (AlignerException e) {
            return "none";
        }
    }
}
