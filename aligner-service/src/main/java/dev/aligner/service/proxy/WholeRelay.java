package dev.aligner.service.proxy;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.HeldBody;
import dev.aligner.relay.Note;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.WholeAnswer;
import dev.aligner.upstream.Untouched;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Corrects answers that come in one piece. */
final class WholeRelay {
    private static final Logger LOG = LoggerFactory.getLogger(WholeRelay.class);

    private final AnswerMeters meters;

    WholeRelay(AnswerMeters meters) {
        this.meters = meters;
    }

    Mono<Void> correct(
            ServerWebExchange exchange,
            Plan plan,
            AnswerHeaders told,
            PieceCorrector pieces,
            UpstreamAnswer answer,
            Flux<byte[]> bytes) {
        HeldBody held = new HeldBody(plan.route().held().toBytes());
        Flux<byte[]> body = bytes.concatMapIterable(piece -> {
                    boolean before = held.overflowed();
                    var passed = held.add(piece);
                    if (!before && held.overflowed()) {
                        answer.head(exchange, false);
                        said(exchange, plan, told, AnswerOutcome.bypassed(Untouched.TOO_LARGE));
                    }
                    return passed;
                })
                .concatWith(Mono.defer(() -> held.overflowed()
                        ? Mono.empty()
                        : corrected(plan, told, pieces, answer, held.bytes()).map(done -> {
                            answer.head(exchange, done.changed());
                            exchange.getResponse().getHeaders().setContentLength(done.body().length);
                            said(exchange, plan, told, done.outcome());
                            return done.body();
                        })));
        return Delivery.write(exchange, body);
    }

    private static Mono<WholeAnswer> corrected(
            Plan plan, AnswerHeaders told, PieceCorrector pieces, UpstreamAnswer answer, byte[] body) {
        String encoding = answer.packed();
        byte[] read = body;
        if (encoding != null) {
            Optional<byte[]> unpacked =
                    Packing.unpacked(body, encoding, plan.route().held().toBytes());
            if (unpacked.isEmpty()) {
                return Mono.just(
                        new WholeAnswer(body, false, AnswerOutcome.bypassed(UpstreamAnswer.UNSUPPORTED_ENCODING)));
            }
            read = unpacked.get();
        }
        Note note = new Note(told.model(), plan.controls().evidence(), null);
        return WholeAnswer.corrected(plan.wire(), read, pieces, plan.route().onFailure(), note)
                // unchanged it goes out as it came, packed
                .map(done -> done.changed() ? done : new WholeAnswer(body, false, done.outcome()));
    }

    private void said(ServerWebExchange exchange, Plan plan, AnswerHeaders told, AnswerOutcome outcome) {
        if (outcome.failed()) {
            LOG.warn("request {}: not corrected: {}", plan.requestId(), outcome.reason());
        }
        HttpHeaders headers = exchange.getResponse().getHeaders();
        told.mode(headers, null);
        told.outcome(headers, outcome);
        meters.answered(plan, outcome);
    }
}
