package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import dev.aligner.core.AlignerException;
import dev.aligner.relay.Controls;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.HeldBody;
import dev.aligner.relay.Plan;
import dev.aligner.relay.SurfaceError;
import dev.aligner.relay.UncorrectedException;
import dev.aligner.upstream.Asked;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import org.jspecify.annotations.Nullable;

/**
 * The request of an exchange: its question is kept, and what is meant for us taken out of it. A request that speaks no wire
 * passes as it is.
 */
final class RequestSide {
    private static final String OURS = "x-aligner-";

    /** Of a request that is read to find its question: pictures may stand in it. */
    private static final int MOST = 10 << 20;

    private final EnvoyStream stream;
    private final Correcting correcting;
    private final HeldBody held = new HeldBody(MOST);
    private Headers headers = Headers.NONE;
    private String path = "";
    private @Nullable Wire wire;
    private @Nullable BodySendMode mode;
    private @Nullable Plan plan;
    private boolean ended;

    RequestSide(EnvoyStream stream, Correcting correcting) {
        this.stream = stream;
        this.correcting = correcting;
    }

    /** What is to become of the answer; null where it is none of ours. */
    @Nullable
    Plan plan() {
        if (plan == null && wire != null) {
            // nothing of the request's body came by, or too much of it: there is no question
            Untouched why = held.overflowed() ? Untouched.TOO_LARGE : Untouched.NO_QUESTION;
            plan = Plan.of(wire, correcting.policy(), Asked.unread(why), name -> null, corrector())
                    .named(id());
        }
        return plan;
    }

    private Corrections corrector() {
        return correcting.correctors().apply(id());
    }

    /** Envoy's own, where it makes one. */
    private @Nullable String id() {
        return headers.first("x-request-id");
    }

    private String method() {
        String method = headers.first(":method");
        return method == null ? "" : method;
    }

    void headers(HttpHeaders message, Modes modes) {
        headers = Headers.of(message.getHeaders());
        String target = headers.first(":path");
        path = target == null ? "" : target.split("\\?", 2)[0];
        mode = modes.request();
        ended = message.getEndOfStream();
        wire = method().equals("POST") && !ended ? Wire.of(path).orElse(null) : null;
        Mutation mutation = new Mutation();
        headers.names().stream().filter(name -> name.startsWith(OURS)).forEach(mutation::remove);
        ProcessingResponse.Builder reply = ProcessingResponse.newBuilder();
        if (wire == null) {
            if (modes.overridable()) {
                reply.setModeOverride(ProcessingMode.newBuilder()
                        .setResponseHeaderMode(ProcessingMode.HeaderSendMode.SKIP)
                        .setRequestTrailerMode(ProcessingMode.HeaderSendMode.SKIP)
                        .setResponseTrailerMode(ProcessingMode.HeaderSendMode.SKIP));
            }
        } else {
            // what is packed cannot be read
            mutation.set("accept-encoding", "identity");
            if (mode == BodySendMode.FULL_DUPLEX_STREAMED) {
                mutation.remove("content-length");
            }
        }
        stream.send(Direction.REQUEST.headers(mutation, reply));
    }

    void body(HttpBody message) {
        mode = Modes.shown(mode, message.getEndOfStream());
        switch (mode) {
            case BUFFERED -> whole(message.getBody().toByteArray());
            case FULL_DUPLEX_STREAMED -> piece(message.getBody(), message.getEndOfStream());
            default -> stream.send(Direction.REQUEST.body(new Mutation()));
        }
    }

    /** It is the end of a body that is streamed both ways: all of that goes first. */
    void trailers() {
        if (mode == BodySendMode.FULL_DUPLEX_STREAMED && !ended) {
            forward(false);
        }
        stream.send(Direction.REQUEST.trailers());
    }

    private void whole(byte[] body) {
        byte[] forwarded = read(body);
        if (forwarded == body) {
            stream.send(Direction.REQUEST.body(new Mutation()));
        } else if (forwarded != null) {
            stream.send(Direction.REQUEST.body(new Mutation().length(headers, forwarded.length), forwarded));
        }
    }

    private void piece(ByteString bytes, boolean last) {
        if (wire == null) {
            stream.send(Direction.REQUEST.pieces(bytes, last));
            ended |= last;
            return;
        }
        for (byte[] passed : held.add(bytes.toByteArray())) {
            stream.send(Direction.REQUEST.pieces(ByteString.copyFrom(passed), last));
            ended |= last;
        }
        if (last && !ended) {
            forward(true);
        }
    }

    private void forward(boolean last) {
        ended = true;
        byte[] forwarded = wire == null || held.overflowed() ? new byte[0] : read(held.bytes());
        if (forwarded != null) {
            stream.send(Direction.REQUEST.pieces(ByteString.copyFrom(forwarded), last));
        }
    }

    /** What of a body is for the upstream: the very bytes mostly; null where the request was refused. */
    private byte @Nullable [] read(byte[] body) {
        if (wire == null) {
            return body;
        }
        Asked read =
                Controls.off(correcting.policy(), headers::first) ? wire.unasked(body, path) : wire.asked(body, path);
        Plan known;
        try {
            known = Plan.of(wire, correcting.policy(), read, headers::first, corrector())
                    .named(id());
        } catch (AlignerException e) {
            stream.refuse(Refusal.of(SurfaceError.of(wire, e, null).unasked()));
            return null;
        }
        try {
            known.admit();
        } catch (AlignerException | UncorrectedException e) {
            stream.refuse(correcting.turnedAway(known, e));
            return null;
        }
        plan = known;
        return read.forwarded();
    }
}
