package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.Answer;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An answer that came as one body, corrected.
 *
 * @param body the very bytes that came, if nothing changed
 */
public record WholeAnswer(byte[] body, boolean changed, AnswerOutcome outcome) {
    /** @return fails with {@link AlignerException} where failures are closed and a correction failed */
    public static Mono<WholeAnswer> corrected(Wire wire, byte[] body, PieceCorrector pieces, OnFailure onFailure) {
        Answer answer = wire.answer(body);
        if (!answer.readable()) {
            return Mono.just(new WholeAnswer(body, false, AnswerOutcome.bypassed(Untouched.PARSE_ERROR)));
        }
        Map<Piece, String> corrections = new HashMap<>();
        return Flux.fromIterable(answer.texts())
                .concatMap(text -> {
                    Untouched why = text.untouched();
                    return why == null
                            ? corrected(text, pieces, onFailure, corrections)
                            : Mono.just(AnswerOutcome.bypassed(why));
                })
                .reduce(AnswerOutcome::and)
                .defaultIfEmpty(AnswerOutcome.bypassed(Untouched.NO_TEXT))
                .map(outcome -> of(body, answer.with(corrections), outcome));
    }

    private static WholeAnswer of(byte[] body, byte[] corrected, AnswerOutcome outcome) {
        boolean changed = !Arrays.equals(body, corrected);
        return new WholeAnswer(changed ? corrected : body, changed, outcome);
    }

    private static Mono<AnswerOutcome> corrected(
            Answer.Text text, PieceCorrector pieces, OnFailure onFailure, Map<Piece, String> corrections) {
        return pieces.correct(text.text())
                .map(outcome -> {
                    corrections.put(text.piece(), outcome.text());
                    return AnswerOutcome.of(
                            outcome.correction(), !outcome.text().equals(text.text()));
                })
                .onErrorResume(error ->
                        onFailure == OnFailure.OPEN ? Mono.just(AnswerOutcome.failed(error)) : Mono.error(error));
    }
}
