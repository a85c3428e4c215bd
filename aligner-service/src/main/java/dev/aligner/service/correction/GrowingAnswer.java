package dev.aligner.service.correction;

import dev.aligner.core.CorrectionRequest;
import dev.aligner.relay.ReadAlong;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.request.BodyLines;
import dev.aligner.service.wire.CorrectionCall;
import dev.aligner.service.wire.CorrectionReader;
import dev.aligner.service.wire.GrowingCall;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Reads calls whose answers are still being written, and lets the corrector read along. */
final class GrowingAnswer {
    private final ReactiveCorrector corrector;
    private final CorrectionReader reader;
    private final BodyLines lines;

    GrowingAnswer(ReactiveCorrector corrector, CorrectionReader reader, BodyLines lines) {
        this.corrector = corrector;
        this.reader = reader;
        this.lines = lines;
    }

    /** The whole call; a client that leaves before leaves nothing behind. */
    Mono<CorrectionCall> read(ServerHttpRequest request) {
        return Mono.defer(() -> {
            GrowingCall call = new GrowingCall(reader);
            ReadAlong along = new ReadAlong(text -> corrector.readAhead(begun(call, text)), () -> {});
            return lines.read(request, line -> {
                        call.take(line.number(), line.bytes());
                        call.begun().requireModel(corrector.current().cards());
                        along.grown(call.answer());
                    })
                    .then(Mono.fromCallable(call::whole))
                    .doFinally(signal -> along.dispose());
        });
    }

    private static CorrectionRequest begun(GrowingCall call, String answer) {
        return call.begun().request().withAnswer(answer);
    }
}
