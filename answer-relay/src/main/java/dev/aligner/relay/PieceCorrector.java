package dev.aligner.relay;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Care;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Corrects texts of the answer to one request, and blocks those that may not go out.
 *
 * @param begun the start of the answer, which the client wrote itself
 * @param instruction a text or a name, or null
 * @param strength null for the corrector's own
 * @param deadline of each text
 * @param minMargin how sure the corrector must be of a change, where that is more than it asks for itself; or null
 * @param model the corrector's id, or null for the first
 */
public record PieceCorrector(
        Corrections corrector,
        Question question,
        String begun,
        @Nullable String instruction,
        @Nullable Double strength,
        Duration deadline,
        Blocking blocking,
        @Nullable Double minMargin,
        @Nullable String model) {

    /** Of the first corrector, as sure as it asks for itself. */
    public PieceCorrector(
            Corrections corrector,
            Question question,
            String begun,
            @Nullable String instruction,
            @Nullable Double strength,
            Duration deadline,
            Blocking blocking) {
        this(corrector, question, begun, instruction, strength, deadline, blocking, null, null);
    }

    /**
     * Corrects the start of an answer. Where the corrector would change what the client wrote, or leave nothing, the text
     * stays.
     *
     * @return fails with {@link AlignerException}
     */
    public Mono<Outcome> correct(String text) {
        return judged(text, ask(begun + text).map(correction -> {
            String corrected = correction.text();
            boolean usable = corrected.startsWith(begun)
                    && !corrected.substring(begun.length()).isBlank();
            return Outcome.of(text, usable ? corrected.substring(begun.length()) : text, correction);
        }));
    }

    /** Corrects a later part of an answer, by itself. */
    public Mono<Outcome> correctLater(String text) {
        return judged(text, ask(text).map(correction -> Outcome.of(text, correction.text(), correction)));
    }

    /** Lets the corrector read the beginning of what {@link #correct} will be asked for. */
    public Mono<Void> readAhead(String beginning) {
        return Mono.defer(() -> corrector.readAhead(request(begun + beginning)));
    }

    /** The same with another corrector. */
    public PieceCorrector with(Corrections other) {
        return new PieceCorrector(other, question, begun, instruction, strength, deadline, blocking, minMargin, model);
    }

    private Mono<Correction> ask(String answer) {
        return Mono.defer(() -> corrector.correct(request(answer)));
    }

    private CorrectionRequest request(String answer) {
        return new CorrectionRequest(question, answer, instruction, strength, Sampling.GREEDY, deadline, model)
                .withCare(Care.sure(minMargin));
    }

    private Mono<Outcome> judged(String text, Mono<Outcome> corrected) {
        return blocking.never()
                ? corrected
                : corrected
                        .map(done -> blocking.blocks(done.outcome()) ? blocked(text, done.outcome()) : done)
                        .onErrorResume(
                                error -> blocking.blocks(Why.of(error)),
                                error -> Mono.just(blocked(text, AnswerOutcome.failed(error))));
    }

    private Outcome blocked(String text, AnswerOutcome outcome) {
        return new Outcome(blocking.text(), outcome.blocked(text, blocking.text()));
    }

    /** @param text what takes the place of the one that was corrected */
    public record Outcome(String text, AnswerOutcome outcome) {
        static Outcome of(String before, String after, Correction correction) {
            return new Outcome(after, AnswerOutcome.of(correction, !after.equals(before)));
        }

        boolean blocked() {
            return outcome.action() == Action.BLOCKED;
        }
    }
}
