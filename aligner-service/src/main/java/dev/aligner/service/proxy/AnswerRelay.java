package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.StreamMode;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;

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

    /** Every byte as it comes, from the one connection to the other without a copy. */
    Mono<Void> pass(ServerWebExchange exchange, UpstreamAnswer answer, ByteBufFlux bytes) {
        answer.head(exchange, false);
        return Delivery.through(exchange, bytes, answer.streamed());
    }

    Mono<Void> correct(ServerWebExchange exchange, Plan plan, UpstreamAnswer answer, ByteBufFlux bytes) {
        AnswerHeaders headers = new AnswerHeaders(plan.route().strict(), model());
        String left = left(plan, answer, exchange);
        PieceCorrector pieces = plan.pieces();
        if (left != null || pieces == null) {
            String reason = left == null ? Untouched.NO_QUESTION.wireName() : left;
            untouched(exchange, plan, headers, answer, reason);
            return Delivery.through(exchange, bytes, answer.streamed());
        }
        Flux<byte[]> body = Delivery.brokenOff(bytes.asByteArray(), plan.requestId());
        if (plan.route().shadow()) {
            untouched(exchange, plan, headers, answer, "shadow");
            return Delivery.write(exchange, shadow.watch(plan, pieces, answer, body));
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

    private void untouched(
            ServerWebExchange exchange, Plan plan, AnswerHeaders told, UpstreamAnswer answer, String reason) {
        answer.head(exchange, false);
        AnswerOutcome outcome = AnswerOutcome.bypassed(reason);
        HttpHeaders headers = exchange.getResponse().getHeaders();
        told.mode(headers, answer.streamed() ? StreamMode.OFF : null);
        told.outcome(headers, outcome);
        meters.answered(plan, outcome);
    }

    private String model() {
        try {
            return corrector.current().card().id();
        } catch (AlignerException e) {
            return "none";
        }
    }
}
