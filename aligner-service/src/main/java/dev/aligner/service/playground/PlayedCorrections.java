package dev.aligner.service.playground;

import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.relay.Corrections;
import reactor.core.publisher.Mono;

/**
 * Corrects the pieces of a stream as the whole call asks: a route's pieces name neither a corrector nor how it samples.
 *
 * @param call whose answer is being played
 */
record PlayedCorrections(Corrections corrector, CorrectionRequest call) implements Corrections {
    @Override
    public Mono<Correction> correct(CorrectionRequest piece) {
        return corrector.correct(call.withAnswer(piece.answer()));
    }

    @Override
    public Mono<Void> readAhead(CorrectionRequest begun) {
        return corrector.readAhead(call.withAnswer(begun.answer()));
    }
}
