package dev.aligner.service.correction;

import dev.aligner.core.Correction;
import dev.aligner.core.Timings;
import dev.aligner.service.access.Caller;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.CorrectionEvent;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.docs.CorrectionOperation;
import dev.aligner.service.observe.AnswerMeters;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.observe.Way;
import dev.aligner.service.problem.RequestId;
import dev.aligner.service.request.BodyLines;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.wire.CorrectionCall;
import dev.aligner.service.wire.CorrectionReader;
import dev.aligner.service.wire.CorrectionResult;
import dev.aligner.service.wire.Ids;
import dev.aligner.service.wire.StrictJson;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One correction: an object, or a stream of events. */
@RestController
class CorrectionEndpoint {
    private final ReactiveCorrector corrector;
    private final ObservedCorrections requests;
    private final AnswerMeters answers;
    private final CorrectionReader reader;
    private final Ids ids;
    private final BodyReader bodies;
    private final GrowingAnswer growing;
    private final EventStream stream;

    CorrectionEndpoint(
            ReactiveCorrector corrector,
            ObservedCorrections requests,
            AnswerMeters answers,
            CorrectionReader reader,
            Ids ids,
            AlignerProperties properties) {
        this.corrector = corrector;
        this.requests = requests;
        this.answers = answers;
        this.reader = reader;
        this.ids = ids;
        this.bodies = new BodyReader(
                properties.limits().body().toBytes(), properties.deadline().body());
        this.growing = new GrowingAnswer(
                corrector,
                reader,
                new BodyLines(
                        Math.toIntExact(properties.limits().body().toBytes()),
                        properties.deadline().body(),
                        properties.deadline().max(),
                        Schedulers.parallel()));
        this.stream = new EventStream(properties.stream().heartbeat(), Schedulers.parallel());
    }

    @CorrectionOperation
    @PostMapping(
            path = "/v1/corrections",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE},
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
    Mono<Void> correct(ServerWebExchange exchange) {
        return call(exchange.getRequest()).flatMap(call -> answer(call, exchange));
    }

    private Mono<CorrectionCall> call(ServerHttpRequest request) {
        return MediaType.APPLICATION_NDJSON.isCompatibleWith(
                        request.getHeaders().getContentType())
                ? growing.read(request)
                : bodies.read(request)
                        .publishOn(Schedulers.parallel())
                        .map(StrictJson::parse)
                        .map(reader::readBody);
    }

    private Mono<Void> answer(CorrectionCall call, ServerWebExchange exchange) {
        Caller.of(exchange).requireEvidence(call.evidence());
        call.requireModel(corrector.current().cards());
        String id = ids.next("corr_");
        return call.stream() || acceptsEventsOnly(exchange)
                ? streamed(id, call, exchange)
                : requests.on(Way.API, from(exchange))
                        .correct(call.request())
                        .doOnNext(correction -> answers.answered(Way.API, correction))
                        .flatMap(correction -> whole(id, call, correction, exchange.getResponse()));
    }

    private ReactiveCorrector from(ServerWebExchange exchange) {
        return corrector.from(Origin.of(exchange, "rest"));
    }

    private static boolean acceptsEventsOnly(ServerWebExchange exchange) {
        List<MediaType> accepted = exchange.getRequest().getHeaders().getAccept();
        return !accepted.isEmpty() && accepted.stream().allMatch(MediaType.TEXT_EVENT_STREAM::equalsTypeAndSubtype);
    }

    private static Mono<Void> whole(
            String id, CorrectionCall call, Correction correction, ServerHttpResponse response) {
        byte[] body = StrictJson.write(CorrectionResult.of(id, correction, call.evidence()));
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        headers.set("x-aligner-action", correction.action().name());
        headers.set("Server-Timing", serverTiming(correction.timings()));
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static String serverTiming(Timings timings) {
        return String.format(
                Locale.ROOT,
                "queue;dur=%d, prefill;dur=%d, decode;dur=%d, total;dur=%d",
                timings.queue().toMillis(),
                timings.prefill().toMillis(),
                timings.decode().toMillis(),
                timings.total().toMillis());
    }

    private Mono<Void> streamed(String id, CorrectionCall call, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        Flux<CorrectionEvent> events = requests.on(Way.API, from(exchange).events(call.request()))
                .doOnNext(event -> {
                    if (event instanceof CorrectionEvent.Result result) {
                        answers.answered(Way.API, result.correction());
                    }
                });
        Flux<byte[]> encoded = stream.encode(id, call.evidence(), RequestId.of(exchange), events);
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.TEXT_EVENT_STREAM);
        headers.setCacheControl("no-cache");
        headers.set("X-Accel-Buffering", "no");
        return FlushedBody.write(response, encoded);
    }
}
