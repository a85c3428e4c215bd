package dev.aligner.relay;

import dev.aligner.core.Evidence;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Corrects answers that go out unchanged, and counts what it would have done. Its work yields to everybody
 * else's: where {@link #MOST} answers are under way another is not looked at.
 */
public final class Shadow {
    private static final int MOST = 2;

    private static final String WOULD_CORRECT = "would_correct";
    private static final String WOULD_BLOCK = "would_block";
    private static final String WOULD_NOT_CORRECT = "would_not_correct";
    private static final String NOT_LOOKED_AT = "not_looked_at";
    private static final String DROPPED = "dropped";
    private static final String FAILED = "failed";
    private static final Set<String> WOULD = Set.of(WOULD_CORRECT, WOULD_BLOCK, WOULD_NOT_CORRECT);

    private final Semaphore places = new Semaphore(MOST);
    private final Verdicts verdicts;

    public Shadow(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** Is told what would have been done to answers. */
    @FunctionalInterface
    public interface Verdicts {
        /** @param verdict a word of a closed set */
        void shadowed(String route, String verdict);
    }

    /**
     * The body of an answer that goes out as it came, and whose head says so.
     *
     * @param packed whether its bytes are nothing that can be read
     */
    public Flux<byte[]> body(
            ShadowMode mode,
            String route,
            RelayedAnswer relayed,
            PieceCorrector pieces,
            boolean packed,
            Flux<byte[]> bytes) {
        if (mode == ShadowMode.SYNC && !relayed.upstream().streamed() && !packed) {
            return tell(route, relayed, pieces, bytes);
        }
        relayed.passes(Why.SHADOW);
        return watch(route, relayed, pieces, packed, bytes);
    }

    /** The answer's bytes; when the last one has passed the answer is corrected, for nobody to see. */
    private Flux<byte[]> watch(
            String route, RelayedAnswer relayed, PieceCorrector pieces, boolean packed, Flux<byte[]> bytes) {
        Plan plan = relayed.plan();
        long most = plan.policy().held();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        return bytes.doOnNext(piece -> {
                    if (seen.size() <= most) {
                        seen.writeBytes(piece);
                    }
                })
                .doOnComplete(() -> {
                    if (seen.size() > most || packed) {
                        verdicts.shadowed(route, NOT_LOOKED_AT);
                    } else {
                        judge(route, plan, pieces, relayed.upstream().streamed(), seen.toByteArray());
                    }
                });
    }

    /** The answer's bytes, when it is known what would have been done to them: the headers say it. */
    private Flux<byte[]> tell(String route, RelayedAnswer relayed, PieceCorrector pieces, Flux<byte[]> bytes) {
        Plan plan = relayed.plan();
        return HeldBody.of(
                bytes,
                plan.policy().held(),
                () -> {
                    relayed.passes(Why.SHADOW);
                    verdicts.shadowed(route, NOT_LOOKED_AT);
                },
                body -> verdict(plan, pieces, body).timed().map(timed -> {
                    String verdict = timed.get();
                    verdicts.shadowed(route, verdict);
                    relayed.passes(Why.SHADOW, timed.elapsedSinceSubscription());
                    if (!plan.policy().strict() && WOULD.contains(verdict)) {
                        relayed.client()
                                .set("x-aligner-would-correct", Boolean.toString(!verdict.equals(WOULD_NOT_CORRECT)));
                    }
                    return body;
                }));
    }

    private Mono<String> verdict(Plan plan, PieceCorrector pieces, byte[] body) {
        return Mono.defer(() -> places.tryAcquire()
                ? ofWhole(plan, pieces, body).map(Shadow::verdict).doFinally(signal -> places.release())
                : Mono.just(DROPPED));
    }

    private void judge(String route, Plan plan, PieceCorrector pieces, boolean streamed, byte[] body) {
        if (!places.tryAcquire()) {
            verdicts.shadowed(route, DROPPED);
            return;
        }
        (streamed ? ofStream(plan, pieces, body) : ofWhole(plan, pieces, body))
                .doFinally(signal -> places.release())
                .subscribe(
                        outcome -> verdicts.shadowed(route, verdict(outcome)),
                        error -> verdicts.shadowed(route, FAILED));
    }

    private static Mono<AnswerOutcome> ofWhole(Plan plan, PieceCorrector pieces, byte[] body) {
        return WholeAnswer.corrected(plan.wire(), body, pieces, OnFailure.OPEN, Note.NONE)
                .map(WholeAnswer::outcome);
    }

    private static Mono<AnswerOutcome> ofStream(Plan plan, PieceCorrector pieces, byte[] body) {
        Sinks.One<AnswerOutcome> outcome = Sinks.one();
        StreamMode mode = plan.controls().stream();
        return RewrittenStream.of(
                        Flux.just(body),
                        mode.rewriter(plan.wire().stream(), body.length),
                        readingNothingAhead(pieces),
                        OnFailure.OPEN,
                        Pace.none(),
                        new Note("", Evidence.NONE, mode, List.of()),
                        outcome::tryEmitValue)
                .then(outcome.asMono());
    }

    /** Its places are few, and reading ahead takes none. */
    private static PieceCorrector readingNothingAhead(PieceCorrector pieces) {
        Corrections corrector = pieces.corrector();
        return pieces.with(request -> corrector.correct(request));
    }

    private static String verdict(AnswerOutcome outcome) {
        if (outcome.failed()) {
            return FAILED;
        }
        return switch (outcome.action()) {
            case CORRECTED -> WOULD_CORRECT;
            case BLOCKED -> WOULD_BLOCK;
            case NONE -> WOULD_NOT_CORRECT;
            case BYPASSED -> NOT_LOOKED_AT;
        };
    }
}
