package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.rewrite.StreamRewriter;
import dev.aligner.upstream.rewrite.Window;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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

    /** Whether each piece is to be sent as soon as it is there. */
    public boolean flushed() {
        return upstream.streamed() || plan.asked().stream();
    }

    /**
     * The body. Of an answer in one piece it fails with {@link AlignerException} before its first byte where failures are
     * closed and the correction failed; a stream ends with the wire's own error then.
     *
     * @param bytes the upstream's, read as fast as the client reads
     */
    public Flux<byte[]> body(Flux<byte[]> bytes) {
        String left = plan.left(upstream);
        PieceCorrector pieces = plan.pieces();
        if (left != null || pieces == null) {
            client.take(false);
            said(
                    upstream.streamed() ? StreamMode.OFF.wireName() : "none",
                    AnswerOutcome.bypassed(left == null ? Untouched.NO_QUESTION.wireName() : left));
            return bytes;
        }
        return upstream.streamed() ? rewritten(pieces, bytes) : whole(pieces, bytes);
    }

    private Flux<byte[]> rewritten(PieceCorrector pieces, Flux<byte[]> bytes) {
        client.take(true);
        client.set("Cache-Control", "no-cache");
        client.set("X-Accel-Buffering", "no");
        StreamMode mode = plan.controls().stream();
        if (!plan.policy().strict()) {
            client.set("x-aligner-stream-mode", mode.wireName());
            String name = model.get();
            if (name != null) {
                client.set("x-aligner-model", name);
            }
        }
        StreamRewriter rewriter = new StreamRewriter(
                plan.wire().stream(),
                mode == StreamMode.BUFFER ? Window.WHOLE : Window.SENTENCE,
                plan.policy().held());
        Flux<byte[]> events = RewrittenStream.of(
                        bytes, rewriter, pieces, plan.policy().onFailure())
                .onErrorResume(
                        AlignerException.class,
                        error -> Mono.just(
                                SurfaceError.of(plan.wire(), error, requestId).lastEvent()));
        byte[] beat = Beats.of(plan.wire());
        return beat.length == 0 ? events : new Heartbeat(beat, heartbeat, Schedulers.parallel()).over(events);
    }

    private Flux<byte[]> whole(PieceCorrector pieces, Flux<byte[]> bytes) {
        HeldBody held = new HeldBody(plan.policy().held());
        return bytes.concatMapIterable(
                        piece -> {
                            boolean before = held.overflowed();
                            List<byte[]> passed = held.add(piece);
                            if (!before && held.overflowed()) {
                                client.take(false);
                                said("none", AnswerOutcome.bypassed(Untouched.TOO_LARGE));
                            }
                            return passed;
                        },
                        1)
                .concatWith(Mono.defer(() -> held.overflowed()
                        ? Mono.empty()
                        : WholeAnswer.corrected(
                                        plan.wire(),
                                        held.bytes(),
                                        pieces,
                                        plan.policy().onFailure())
                                .map(this::told)));
    }

    private byte[] told(WholeAnswer done) {
        if (done.outcome().failed()) {
            client.failed(Objects.requireNonNullElse(done.outcome().reason(), "unknown"));
        }
        client.take(done.changed());
        client.length(done.body().length);
        said("none", done.outcome());
        return done.body();
    }

    private void said(String mode, AnswerOutcome outcome) {
        if (!plan.policy().strict()) {
            client.set("x-aligner-stream-mode", mode);
            outcome.headers(model.get()).forEach(client::set);
        }
    }
}
