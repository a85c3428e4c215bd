package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The body that a client gets for an upstream's answer: as it came, or corrected. The client's headers are said before the
 * first piece of it, in time for a server that sends them with that piece.
 *
 * @param model the corrector's name, or null while that is not known
 * @param heartbeat how long a stream may be quiet
 * @param requestId to be told with an error, or null
 */
public record RelayedAnswer(
        Plan plan,
        AnswerHead upstream,
        ClientHead client,
        Supplier<@Nullable String> model,
        Duration heartbeat,
        @Nullable String requestId) {

    public RelayedAnswer {
        plan = plan.named(requestId);
    }

    /** Whether each piece is to be sent as soon as it is there. */
    public boolean flushed() {
        return upstream.streamed() || plan.asked().stream();
    }

    /**
     * Whether the answer goes out as it came: then the client's headers have been said, and its bytes are the upstream's.
     *
     * @throws UncorrectedException where it would, and may not
     */
    public boolean passes() {
        Why left = plan.left(upstream);
        if (left != null) {
            passes(left);
        }
        return left != null;
    }

    /**
     * Says the client's headers for an answer that goes out as it came.
     *
     * @throws UncorrectedException where it may not go out for this reason
     */
    public void passes(Why why) {
        passes(why, Duration.ZERO);
    }

    /**
     * The same of one that was held before.
     *
     * @param held how long all of it lay here
     */
    void passes(Why why, Duration held) {
        if (plan.policy().onFailure().refuses(why)) {
            refused(why);
            throw new UncorrectedException(why);
        }
        AnswerOutcome outcome = AnswerOutcome.bypassed(why);
        client.take(false);
        said(upstream.streamed(), outcome, held);
        client.done(outcome);
    }

    private void refused(Why why) {
        client.failed(why);
        client.done(AnswerOutcome.refused(why));
    }

    /**
     * The body. Where failures are closed and the answer could not be corrected it fails before its first byte, with {@link
     * AlignerException} or {@link UncorrectedException}; a stream that has begun ends with the wire's own error then.
     *
     * @param bytes the upstream's, read as fast as the client reads
     */
    public Flux<byte[]> body(Flux<byte[]> bytes) {
        PieceCorrector pieces = plan.pieces();
        try {
            if (passes() || pieces == null) {
                return bytes;
            }
        } catch (UncorrectedException e) {
            // who has looked at the upstream's bytes, and wants no more, gives its connection back
            return bytes.<byte[]>handle((piece, sink) -> sink.error(e)).switchIfEmpty(Flux.error(e));
        }
        if (!upstream.streamed()) {
            return whole(pieces, bytes);
        }
        Packing packing = upstream.packing();
        return rewritten(pieces, packing == null ? bytes : packing.unpacked(bytes));
    }

    private Flux<byte[]> rewritten(PieceCorrector pieces, Flux<byte[]> bytes) {
        client.take(true);
        client.set("Cache-Control", "no-cache");
        client.set("X-Accel-Buffering", "no");
        StreamMode mode = plan.controls().stream();
        PieceCorrector timed = pieces.with(new TimedCorrections(pieces.corrector(), time -> client.held(mode, time)));
        String name = model.get();
        AnswerHeaders.ofStream(plan, name).forEach(client::set);
        Flux<byte[]> events = RewrittenStream.of(
                bytes,
                mode.rewriter(plan.wire().stream(), plan.policy().held()),
                timed,
                plan.policy().onFailure(),
                Pace.of(plan.policy(), mode, Schedulers.parallel()),
                plan.note(name, mode),
                client::done);
        return Flux.defer(() -> Beats.over(
                plan.wire(),
                new StreamEnd(plan.wire(), client, requestId).behind(events),
                heartbeat,
                Schedulers.parallel()));
    }

    /** Whether it is no failure of the upstream's. */
    public static boolean ours(Throwable error) {
        return error instanceof AlignerException || error instanceof UncorrectedException;
    }

    private Flux<byte[]> whole(PieceCorrector pieces, Flux<byte[]> bytes) {
        PieceCorrector timed = pieces.with(new TimedCorrections(pieces.corrector(), time -> client.held(null, time)));
        return HeldBody.of(
                bytes,
                plan.policy().held(),
                () -> passes(Why.TOO_LARGE),
                body -> WholeAnswer.corrected(
                                plan.wire(),
                                body,
                                upstream.packing(),
                                plan.policy().held(),
                                timed,
                                plan.policy().onFailure(),
                                plan.note(model.get(), null))
                        .doOnError(error -> refused(Why.of(error)))
                        .map(this::told));
    }

    private byte[] told(WholeAnswer done) {
        if (done.outcome().failed()) {
            client.failed(Objects.requireNonNullElse(done.outcome().reason(), Why.INTERNAL_ERROR));
        }
        client.take(done.changed());
        client.length(done.body().length);
        said(false, done.outcome(), done.held());
        client.done(done.outcome());
        return done.body();
    }

    private void said(boolean streamed, AnswerOutcome outcome, Duration held) {
        AnswerHeaders.of(plan, model, streamed, outcome, held).forEach(client::set);
    }
}
