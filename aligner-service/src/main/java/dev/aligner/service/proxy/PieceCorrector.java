package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.service.bridge.ReactiveCorrector;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Corrects texts of the answer to one request.
 *
 * @param begun the start of the answer, which the client wrote itself
 */
record PieceCorrector(
        ReactiveCorrector corrector, Question question, String begun, Controls controls, Duration deadline) {

    /**
     * Corrects the start of an answer. Where the corrector would change what the client wrote, or leave nothing, the text
     * stays.
     *
     * @return fails with {@link AlignerException}
     */
    Mono<Outcome> correct(String text) {
        return ask(begun + text).map(correction -> {
            String corrected = correction.text();
            boolean usable = corrected.startsWith(begun)
                    && !corrected.substring(begun.length()).isBlank();
            return new Outcome(usable ? corrected.substring(begun.length()) : text, correction);
        });
    }

    /** Corrects a later part of an answer, by itself. */
    Mono<Outcome> correctLater(String text) {
        return ask(text).map(correction -> new Outcome(correction.text(), correction));
    }

    private Mono<Correction> ask(String answer) {
        return Mono.defer(() -> corrector.correct(new CorrectionRequest(
                question, answer, controls.instruction(), controls.strength(), Sampling.GREEDY, deadline)));
    }

    /** @param text what takes the place of the one that was corrected */
    record Outcome(String text, Correction correction) {}
}
