package dev.aligner.envoy;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Note;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.WholeAnswer;
import dev.aligner.upstream.Wire;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** The correction of an answer that is there as a whole; Envoy sends nothing meanwhile. */
final class WholeCorrection {
    private static final Logger LOG = LoggerFactory.getLogger(WholeCorrection.class);

    private final EnvoyStream stream;
    private final Wire wire;
    private final PieceCorrector pieces;
    private final ExtProcPolicy policy;
    private final Disposable.Swap running = Disposables.swap();

    WholeCorrection(EnvoyStream stream, Wire wire, PieceCorrector pieces, ExtProcPolicy policy) {
        this.stream = stream;
        this.wire = wire;
        this.pieces = pieces;
        this.policy = policy;
    }

    /**
     * Starts it. Envoy waits for all texts of an answer together: together they have one deadline.
     *
     * @param done gets the outcome, in the stream's sequence; not where the failure was told in its place
     */
    void start(byte[] body, Consumer<WholeAnswer> done) {
        stream.begin();
        running.replace(Mono.defer(() -> WholeAnswer.corrected(wire, body, pieces, policy.onFailure(), Note.NONE))
                .timeout(policy.deadline())
                .onErrorResume(error -> policy.onFailure() == OnFailure.OPEN, error -> {
                    LOG.warn("an answer was not corrected: {}", Refusal.reason(error));
                    return Mono.just(new WholeAnswer(body, false, AnswerOutcome.bypassed(Refusal.reason(error))));
                })
                .subscribe(
                        answer -> finish(() -> done.accept(answer)),
                        error -> finish(() -> {
                            LOG.warn("an answer was refused: {}", Refusal.reason(error));
                            stream.refuse(Refusal.notCorrected(wire, Refusal.reason(error))
                                    .reply());
                        })));
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
