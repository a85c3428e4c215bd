package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import dev.aligner.relay.Beats;
import dev.aligner.relay.Pace;
import dev.aligner.relay.Packing;
import dev.aligner.relay.PieceCorrector;
import dev.aligner.relay.Plan;
import dev.aligner.relay.RewrittenStream;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.SurfaceError;
import dev.aligner.relay.Why;
import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * A body of events that is streamed both ways and corrected on its way. Envoy sends as much as there is room for, and gets
 * the next event when it has taken those before.
 */
final class StreamedBody implements AnswerBody {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedBody.class);

    private final EnvoyStream stream;
    private final Wire wire;
    /** Bounded by the messages that Envoy is let send: as many as the rewriting asks for, and the one at hand. */
    private final Sinks.Many<byte[]> arrived = Sinks.many().unicast().onBackpressureBuffer();

    private final Outgoing outgoing = new Outgoing();
    private boolean ended;
    private boolean trailers;

    /** @param packing of the body; null where it is not packed */
    StreamedBody(
            EnvoyStream stream, Correcting correcting, Plan plan, PieceCorrector pieces, @Nullable Packing packing) {
        this.stream = stream;
        this.wire = plan.wire();
        RoutePolicy policy = plan.policy();
        StreamMode mode = plan.controls().stream();
        Flux<byte[]> body =
                arrived.asFlux().doOnRequest(room -> stream.execute(() -> stream.request((int) Math.min(room, 64))));
        Flux<byte[]> events = RewrittenStream.of(
                packing == null ? body : packing.unpacked(body),
                mode.rewriter(wire.stream(), policy.held()),
                pieces,
                policy.onFailure(),
                Pace.of(policy, mode, Schedulers.parallel()),
                plan.note(correcting.model().get(), mode),
                correcting.answered());
        stream.begin();
        Beats.over(wire, events, correcting.heartbeat(), Schedulers.parallel()).subscribe(outgoing);
    }

    @Override
    public boolean piece(ByteString bytes, boolean last) {
        if (!bytes.isEmpty()) {
            arrived.tryEmitNext(bytes.toByteArray());
        }
        if (last) {
            end();
        }
        return last || bytes.isEmpty();
    }

    @Override
    public boolean trailers() {
        if (ended) {
            stream.send(Direction.ANSWER.trailers());
        } else {
            trailers = true;
            end();
        }
        return true;
    }

    private void end() {
        ended = true;
        arrived.tryEmitComplete();
    }

    @Override
    public void noMore() {
        if (!ended) {
            // it wants nothing back of a body that it does not finish
            cancel();
        }
    }

    @Override
    public void cancel() {
        outgoing.dispose();
    }

    private final class Outgoing extends BaseSubscriber<byte[]> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        @Override
        protected void hookOnNext(byte[] event) {
            stream.execute(() -> {
                stream.send(Direction.ANSWER.pieces(ByteString.copyFrom(event), false));
                stream.whenReady(() -> request(1));
            });
        }

        @Override
        protected void hookOnComplete() {
            stream.execute(() -> {
                if (trailers) {
                    stream.send(Direction.ANSWER.trailers());
                } else {
                    stream.send(Direction.ANSWER.pieces(ByteString.EMPTY, true));
                }
                stream.end();
            });
        }

        @Override
        protected void hookOnError(Throwable error) {
            stream.execute(() -> {
                LOG.warn("a stream was refused: {}", Why.of(error).wireName());
                stream.refuse(Refusal.of(SurfaceError.of(wire, error, null)));
                stream.next();
                stream.end();
            });
        }

        @Override
        protected void hookOnCancel() {
            stream.execute(stream::end);
        }
    }
}
