package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.relay.Beats;
import dev.aligner.relay.Heartbeat;
import dev.aligner.relay.Note;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.RewrittenStream;
import dev.aligner.relay.StreamMode;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Corrects answers that come as streams. */
final class StreamRelay {
    private final Duration heartbeat;
    private final AnswerMeters meters;

    StreamRelay(Duration heartbeat, AnswerMeters meters) {
        this.heartbeat = heartbeat;
        this.meters = meters;
    }

    Mono<Void> correct(
            ServerWebExchange exchange,
            Plan plan,
            AnswerHeaders told,
            PieceCorrector pieces,
            UpstreamAnswer answer,
            Flux<byte[]> bytes) {
        answer.head(exchange, true);
        StreamMode mode = plan.controls().stream();
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.setCacheControl("no-cache");
        headers.set("X-Accel-Buffering", "no");
        told.mode(headers, mode);
        String encoding = answer.packed();
        Flux<byte[]> events = RewrittenStream.of(
                        encoding == null ? bytes : Packing.unpacked(bytes, encoding),
                        mode.rewriter(
                                plan.wire().stream(),
                                Math.toIntExact(plan.route().held().toBytes())),
                        pieces,
                        plan.route().onFailure(),
                        new Note(told.model(), plan.controls().evidence(), mode),
                        outcome -> meters.answered(plan, outcome))
                .onErrorResume(
                        AlignerException.class,
                        error -> Mono.just(FailedRequest.error(plan.wire(), error, plan.requestId())
                                .lastEvent()));
        byte[] beat = Beats.of(plan.wire());
        return Delivery.write(
                exchange,
                beat.length == 0 ? events : new Heartbeat(beat, heartbeat, Schedulers.parallel()).over(events));
    }
}
