package dev.aligner.envoy;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.Packing;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.Plan;
import dev.aligner.relay.SharedDeadline;
import dev.aligner.relay.UncorrectedException;
import dev.aligner.relay.WholeAnswer;
import dev.aligner.relay.Why;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** The correction of an answer that is there as a whole; Envoy sends nothing meanwhile. */
final class WholeCorrection {
    private static final Logger LOG = LoggerFactory.getLogger(WholeCorrection.class);

    private final EnvoyStream stream;
    private final Correcting correcting;
    private final Plan plan;
    private final PieceCorrector pieces;
    private final @Nullable Packing packing;
    private final Disposable.Swap running = Disposables.swap();

    /** @param packing of the body; null where it is not packed */
    WholeCorrection(
            EnvoyStream stream, Correcting correcting, Plan plan, PieceCorrector pieces, @Nullable Packing packing) {
        this.stream = stream;
        this.correcting = correcting;
        this.plan = plan;
        this.pieces = pieces;
        this.packing = packing;
    }

    /** Bytes of a body that are held to correct it. */
    int held() {
        return plan.policy().held();
    }

    /** What the answer's headers say. */
    Mutation told(WholeAnswer answer) {
        return correcting.told(plan, false, answer.outcome(), answer.held());
    }

    /** The same of one that is too large to be corrected. */
    Mutation toldOfLarge() {
        return correcting.told(plan, false, AnswerOutcome.bypassed(Why.TOO_LARGE), Duration.ZERO);
    }

    /**
     * Whether the answer is too large to be corrected, and may not go out so: then it was refused.
     *
     * @param bytes that came of it
     */
    boolean refused(long bytes) {
        boolean refused = bytes > held() && correcting.refuses(Why.TOO_LARGE);
        if (refused) {
            stream.refuse(correcting.refused(plan, new UncorrectedException(Why.TOO_LARGE)));
        }
        return refused;
    }

    /**
     * Starts it. Envoy waits for all texts of an answer together: together they have one deadline.
     *
     * @param done gets the outcome, in the stream's sequence; not where the failure was told in its place
     */
    void start(byte[] body, Consumer<WholeAnswer> done) {
        stream.begin();
        running.replace(Mono.defer(() -> WholeAnswer.corrected(
                        plan.wire(),
                        body,
                        packing,
                        held(),
                        pieces.with(new SharedDeadline(
                                pieces.corrector(), plan.policy().deadline(), System::nanoTime)),
                        plan.policy().onFailure(),
                        plan.note(correcting.model().get(), null)))
                .onErrorResume(error -> plan.policy().onFailure() == OnFailure.OPEN, error -> {
                    LOG.warn("an answer was not corrected: {}", Why.of(error).wireName());
                    return Mono.just(WholeAnswer.failed(body, error));
                })
                .subscribe(
                        answer -> finish(() -> done.accept(answer)),
                        error -> finish(() -> stream.refuse(correcting.refused(plan, error)))));
    }

    private void finish(Runnable reply) {
        stream.execute(() -> {
            reply.run();
            stream.next();
            stream.end();
        });
    }

    void cancel() {
        running.dispose();
    }
}
