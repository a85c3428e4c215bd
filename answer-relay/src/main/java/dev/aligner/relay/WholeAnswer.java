package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.Answer;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An answer that came as one body, corrected.
 *
 * @param body the very bytes that came, if nothing changed
 * @param held how long it took from body to body
 */
public record WholeAnswer(byte[] body, boolean changed, AnswerOutcome outcome, Duration held) {
    WholeAnswer(byte[] body, boolean changed, AnswerOutcome outcome) {
        this(body, changed, outcome, Duration.ZERO);
    }

    /** One that goes out as it came because it could not be corrected. */
    public static WholeAnswer failed(byte[] body, Throwable error) {
        return new WholeAnswer(body, false, AnswerOutcome.failed(error));
    }

    /**
     * @param note what the answer says of it
     * @return fails where failures are closed: with {@link AlignerException} where a correction failed, with {@link
     *     UncorrectedException} where a text could not be looked at or its correction is of no use
     */
    public static Mono<WholeAnswer> corrected(
            Wire wire, byte[] body, PieceCorrector pieces, OnFailure onFailure, Note note) {
        Answer answer = wire.answer(body);
        if (!answer.readable()) {
            return Mono.fromCallable(() ->
                    new WholeAnswer(body, false, onFailure.passing(AnswerOutcome.bypassed(Untouched.PARSE_ERROR))));
        }
        return Flux.fromIterable(answer.texts())
                .concatMap(text -> {
                    Untouched why = text.untouched();
                    return why == null
                            ? corrected(text, pieces, onFailure)
                            : Mono.fromCallable(() -> left(text, onFailure.passing(AnswerOutcome.bypassed(why))));
                })
                .collectList()
                .map(outcomes -> of(body, answer, outcomes, note));
    }

    /**
     * The same of a body that may be packed: then it is unpacked to be corrected, and goes out as it came if nothing changed.
     *
     * @param packing null where it is not packed
     * @param most bytes that it may have unpacked
     */
    public static Mono<WholeAnswer> corrected(
            Wire wire,
            byte[] body,
            @Nullable Packing packing,
            int most,
            PieceCorrector pieces,
            OnFailure onFailure,
            Note note) {
        return Mono.defer(() -> {
            long began = System.nanoTime();
            return unpacked(wire, body, packing, most, pieces, onFailure, note)
                    .map(done -> new WholeAnswer(
                            done.body, done.changed, done.outcome, Duration.ofNanos(System.nanoTime() - began)));
        });
    }

    private static Mono<WholeAnswer> unpacked(
            Wire wire,
            byte[] body,
            @Nullable Packing packing,
            int most,
            PieceCorrector pieces,
            OnFailure onFailure,
            Note note) {
        if (packing == null) {
            return corrected(wire, body, pieces, onFailure, note);
        }
        byte[] unpacked;
        try {
            unpacked = packing.unpacked(body, most);
        } catch (UncorrectedException e) {
            return Mono.fromCallable(
                    () -> new WholeAnswer(body, false, onFailure.passing(AnswerOutcome.bypassed(e.why()))));
        }
        return corrected(wire, unpacked, pieces, onFailure, note)
                .map(done -> done.changed() ? done : new WholeAnswer(body, false, done.outcome()));
    }

    private static WholeAnswer of(byte[] body, Answer answer, List<PieceOutcome> outcomes, Note note) {
        Map<Piece, String> corrections =
                outcomes.stream().collect(Collectors.toMap(PieceOutcome::piece, PieceOutcome::text));
        byte[] corrected = note.of(outcomes)
                .map(json -> answer.with(corrections, Note.NAME, json))
                .orElseGet(() -> answer.with(corrections));
        AnswerOutcome outcome = outcomes.stream()
                .map(PieceOutcome::outcome)
                .reduce(AnswerOutcome::and)
                .orElse(AnswerOutcome.bypassed(Untouched.NO_TEXT));
        boolean changed = !Arrays.equals(body, corrected);
        return new WholeAnswer(changed ? corrected : body, changed, outcome);
    }

    private static Mono<PieceOutcome> corrected(Answer.Text text, PieceCorrector pieces, OnFailure onFailure) {
        return pieces.correct(text.text())
                .map(done ->
                        new PieceOutcome(text.piece(), text.text(), done.text(), onFailure.passing(done.outcome())))
                .onErrorResume(error -> onFailure == OnFailure.OPEN
                        ? Mono.just(left(text, AnswerOutcome.failed(error)))
                        : Mono.error(error));
    }

    private static PieceOutcome left(Answer.Text text, AnswerOutcome outcome) {
        return new PieceOutcome(text.piece(), text.text(), text.text(), outcome);
    }
}
