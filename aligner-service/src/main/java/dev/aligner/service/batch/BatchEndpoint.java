package dev.aligner.service.batch;

import dev.aligner.service.access.Caller;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.docs.BatchOperation;
import dev.aligner.service.problem.RefusedRequestException;
import dev.aligner.service.request.AwaitedBody;
import dev.aligner.service.response.FlushedBody;
import dev.aligner.service.response.HangUp;
import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Lines in, lines out, while the request is still being sent. */
@RestController
class BatchEndpoint {
    private final BatchCorrections corrections;
    private final ReactiveCorrector corrector;

    private final AwaitedBody input;

    BatchEndpoint(BatchCorrections corrections, ReactiveCorrector corrector, AlignerProperties properties) {
        this.corrections = corrections;
        this.corrector = corrector;
        this.input = new AwaitedBody(properties.deadline().body(), Schedulers.parallel());
    }

    @BatchOperation
    @PostMapping(
            path = "/v1/corrections:batch",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    Mono<Void> correct(ServerWebExchange exchange) {
        corrector.current();
        Flux<byte[]> chunks = exchange.getRequest()
                .getBody()
                .map(BatchEndpoint::copied)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
        Caller caller = Caller.of(exchange);
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentType(MediaType.APPLICATION_NDJSON);
        Flux<LineOutcome> outcomes = corrections.correct(
                input.of(chunks, BatchEndpoint::endsLine),
                Origin.of(exchange, Origin.BATCH),
                call -> caller.requireEvidence(call.evidence()));
        return FlushedBody.write(response, outcomes.map(outcome -> terminated(outcome.json())))
                .onErrorResume(
                        RefusedRequestException.class,
                        late -> response.isCommitted() ? HangUp.on(response) : Mono.error(late));
    }

    private static boolean endsLine(byte[] chunk) {
        for (byte value : chunk) {
            if (value == '\n') {
                return true;
            }
        }
        return false;
    }

    private static byte[] copied(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static byte[] terminated(byte[] line) {
        byte[] bytes = Arrays.copyOf(line, line.length + 1);
        bytes[line.length] = '\n';
        return bytes;
    }
}
