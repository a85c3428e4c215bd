package dev.aligner.service.plug;

import dev.aligner.core.Action;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.upstream.Untouched;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Texts of one answer, corrected one after the other.
 *
 * @param texts as many as there were, in their order
 */
record CorrectedTexts(List<String> texts, AnswerOutcome outcome) {

    /** Whether one of them may not go out. */
    boolean blocked() {
        return outcome.action() == Action.BLOCKED;
    }

    private record One(String text, AnswerOutcome outcome) {}

    /**
     * @param longest code points of a text; a longer one is left alone
     * @param onFailure whether a text that was left alone for a failure stays as it is, or fails all
     * @param tolerated failures that leave a text as it is; any other fails all
     * @return fails with {@link dev.aligner.relay.UncorrectedException} where a text was left alone and may not be
     */
    static Mono<CorrectedTexts> of(
            List<String> texts,
            PieceCorrector pieces,
            int longest,
            OnFailure onFailure,
            Predicate<Throwable> tolerated) {
        return Flux.fromIterable(texts)
                .concatMap(text -> one(text, pieces, longest, tolerated))
                .doOnNext(one -> onFailure.passing(one.outcome()))
                .collectList()
                .map(CorrectedTexts::joined);
    }

    private static Mono<One> one(String text, PieceCorrector pieces, int longest, Predicate<Throwable> tolerated) {
        Untouched why = text.codePointCount(0, text.length()) > longest ? Untouched.TOO_LARGE : Untouched.ofWhole(text);
        if (why != null) {
            return Mono.just(new One(text, AnswerOutcome.bypassed(why)));
        }
        return pieces.correct(text)
                .map(done -> new One(done.text(), done.outcome()))
                .onErrorResume(tolerated, error -> Mono.just(new One(text, AnswerOutcome.failed(error))));
    }

    private static CorrectedTexts joined(List<One> all) {
        @Nullable
        AnswerOutcome outcome =
                all.stream().map(One::outcome).reduce(AnswerOutcome::and).orElse(null);
        return new CorrectedTexts(
                all.stream().map(One::text).toList(),
                outcome == null ? AnswerOutcome.bypassed(Untouched.NO_TEXT) : outcome);
    }
}
