package dev.aligner.envoy;

import dev.aligner.relay.AnswerHead;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.StreamMode;
import dev.aligner.upstream.Untouched;
import dev.aligner.upstream.Wire;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import org.jspecify.annotations.Nullable;

/** The answer of an exchange: by its headers it is decided what becomes of its body. */
final class AnswerSide {
    private final EnvoyStream stream;
    private final Correcting correcting;
    private final RequestSide request;
    private Headers headers = Headers.NONE;
    private AnswerHead head = AnswerHead.of(0, name -> null, "");
    private Modes modes = new Modes(null, null, false);
    private @Nullable Plan plan;
    private @Nullable AnswerBody body;

    AnswerSide(EnvoyStream stream, Correcting correcting, RequestSide request) {
        this.stream = stream;
        this.correcting = correcting;
        this.request = request;
    }

    void headers(HttpHeaders message, Modes told) {
        headers = Headers.of(message.getHeaders());
        head = AnswerHead.of(
                (int) headers.number(":status", 0), headers::first, String.join(",", headers.all("cache-control")));
        modes = told;
        plan = request.plan();
        if (plan == null) {
            stream.send(Direction.ANSWER.headers(new Mutation()));
            return;
        }
        String left = left(plan, message.getEndOfStream());
        if (left != null) {
            plan = null;
            pass(left, message.getEndOfStream());
        } else if (told.answer() == BodySendMode.FULL_DUPLEX_STREAMED) {
            if (head.streamed()) {
                stream.send(Direction.ANSWER.headers(correcting.toldOfStream()));
            } else {
                body = choose(BodySendMode.FULL_DUPLEX_STREAMED);
            }
        } else {
            // where no mode is told, events are taken to come streamed both ways: in one piece they are none
            stream.send(Direction.ANSWER.headers(head.streamed() ? correcting.toldOfStream() : new Mutation()));
        }
    }

    private @Nullable String left(Plan known, boolean ended) {
        String left = known.left();
        if (left == null) {
            left = head.unreadable();
        }
        if (left != null) {
            return left;
        }
        if (ended) {
            return Untouched.NO_TEXT.wireName();
        }
        boolean events = head.streamed();
        if (events && correcting.policy().stream() == StreamMode.OFF) {
            return "disabled";
        }
        // one array, which grows: held to its end it would be no stream
        boolean growing = known.stream() && !events && known.wire() == Wire.GEMINI_CONTENT;
        if (growing || unfit(events)) {
            return Untouched.UNSUPPORTED_FORMAT.wireName();
        }
        boolean large = !events
                && headers.number("content-length", 0) > correcting.policy().held();
        return large ? Untouched.TOO_LARGE.wireName() : null;
    }

    /** Whether the body comes in a way in which it cannot be corrected. */
    private boolean unfit(boolean events) {
        BodySendMode mode = modes.answer();
        return mode != null && mode != BodySendMode.FULL_DUPLEX_STREAMED && (mode != BodySendMode.BUFFERED || events);
    }

    /** Envoy need not even send it, where it lets us say so. */
    private void pass(String left, boolean ended) {
        ProcessingResponse.Builder reply = ProcessingResponse.newBuilder();
        BodySendMode requests = modes.request();
        if (modes.overridable() && requests != null && modes.answer() != BodySendMode.NONE && !ended) {
            reply.setModeOverride(
                    ProcessingMode.newBuilder().setRequestBodyMode(requests).setResponseBodyMode(BodySendMode.NONE));
        }
        Mutation told =
                head.aligned() ? new Mutation() : correcting.told(head.streamed(), AnswerOutcome.bypassed(left));
        stream.send(Direction.ANSWER.headers(told, reply));
    }

    /** @return whether Envoy may send its next message now */
    boolean body(HttpBody message) {
        if (body == null) {
            body = choose(Modes.shown(modes.answer(), message.getEndOfStream()));
        }
        return body.piece(message.getBody(), message.getEndOfStream());
    }

    /** @return whether Envoy may send its next message now */
    boolean trailers() {
        if (body == null) {
            body = choose(modes.answer() == null ? BodySendMode.NONE : modes.answer());
        }
        return body.trailers();
    }

    private AnswerBody choose(BodySendMode mode) {
        Plan known = plan;
        if (known == null || known.pieces() == null) {
            return new PassedBody(stream, mode, new Mutation());
        }
        ExtProcPolicy policy = correcting.policy();
        boolean events = head.streamed();
        if (mode == BodySendMode.FULL_DUPLEX_STREAMED && events) {
            return new StreamedBody(stream, known.wire(), known.pieces(), policy);
        }
        WholeCorrection correction = new WholeCorrection(stream, known.wire(), known.pieces(), policy);
        if (mode == BodySendMode.FULL_DUPLEX_STREAMED) {
            return new HeldAnswer(stream, correcting, correction, modes.answer() != null);
        }
        return mode == BodySendMode.BUFFERED && !events
                ? new BufferedBody(stream, correcting, correction, headers)
                : new PassedBody(
                        stream, mode, correcting.told(events, AnswerOutcome.bypassed(Untouched.UNSUPPORTED_FORMAT)));
    }

    void noMore() {
        if (body != null) {
            body.noMore();
        }
    }

    void cancel() {
        if (body != null) {
            body.cancel();
        }
    }
}
