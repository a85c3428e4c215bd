package dev.aligner.service.proxy;

import dev.aligner.core.AlignerException;
import dev.aligner.service.config.RouteProperties.OnFailure;
import dev.aligner.upstream.Answer;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An answer that came as one body, corrected.
 *
 * @param body the very bytes that came, if nothing changed
 */
record WholeAnswer(byte[] body, boolean changed, AnswerOutcome outcome) {
    private static final Logger LOG = LoggerFactory.getLogger(WholeAnswer.class);

    /** @return fails with {@link AlignerException} where the route is closed and a correction failed */
    static Mono<WholeAnswer> corrected(Plan plan, PieceCorrector pieces, byte[] body) {
        Answer answer = plan.wire().answer(body);
        if (!answer.readable()) {
            return Mono.just(new WholeAnswer(body, false, AnswerOutcome.bypassed(Untouched.PARSE_ERROR)));
        }
        Map<Piece, String> corrections = new HashMap<>();
        return Flux.fromIterable(answer.texts())
                .concatMap(text -> {
                    Untouched why = text.untouched();
                    return why == null
                            ? corrected(plan, pieces, text, corrections)
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
            Plan plan, PieceCorrector pieces, Answer.Text text, Map<Piece, String> corrections) {
        return pieces.correct(text.text())
                .map(outcome -> {
                    corrections.put(text.piece(), outcome.text());
                    return AnswerOutcome.of(
                            outcome.correction(), !outcome.text().equals(text.text()));
                })
                .onErrorResume(error ->
                        plan.route().onFailure() == OnFailure.OPEN ? Mono.just(left(plan, error)) : Mono.error(error));
    }

    private static AnswerOutcome left(Plan plan, Throwable error) {
        String reason = error instanceof AlignerException known ? known.code().wireName() : "internal_error";
        LOG.warn("request {}: not corrected: {}", plan.requestId(), reason);
        return AnswerOutcome.bypassed(reason);
    }
}
