package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Corrects texts of the answer to one request.
 *
 * @param begun the start of the answer, which the client wrote itself
 * @param instruction a text or a name, or null
 * @param strength null for the corrector's own
 * @param deadline of each text
 */
public record PieceCorrector(
        Corrections corrector,
        Question question,
        String begun,
        @Nullable String instruction,
        @Nullable Double strength,
        Duration deadline) {

    /**
     * Corrects the start of an answer. Where the corrector would change what the client wrote, or leave nothing, the text
     * stays.
     *
     * @return fails with {@link AlignerException}
     */
    public Mono<Outcome> correct(String text) {
        return ask(begun + text).map(correction -> {
            String corrected = correction.text();
            boolean usable = corrected.startsWith(begun)
                    && !corrected.substring(begun.length()).isBlank();
            return new Outcome(usable ? corrected.substring(begun.length()) : text, correction);
        });
    }

    /** Corrects a later part of an answer, by itself. */
    public Mono<Outcome> correctLater(String text) {
        return ask(text).map(correction -> new Outcome(correction.text(), correction));
    }

    private Mono<Correction> ask(String answer) {
        return Mono.defer(() -> corrector.correct(
                new CorrectionRequest(question, answer, instruction, strength, Sampling.GREEDY, deadline)));
    }

    /** @param text what takes the place of the one that was corrected */
    public record Outcome(String text, Correction correction) {}
}
