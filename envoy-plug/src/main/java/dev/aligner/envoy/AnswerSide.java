package dev.aligner.envoy;

import dev.aligner.relay.AnswerHead;
import dev.aligner.relay.Plan;
import dev.aligner.relay.UncorrectedException;
import dev.aligner.relay.Why;
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
        Why left = left(plan, message.getEndOfStream());
        if (left != null && correcting.refuses(left)) {
            refuse(plan, left);
            plan = null;
        } else if (left != null) {
            pass(plan, left, message.getEndOfStream());
            plan = null;
        } else if (told.answer() == BodySendMode.FULL_DUPLEX_STREAMED) {
            if (head.streamed()) {
                stream.send(Direction.ANSWER.headers(correcting.toldOfStream(plan)));
            } else {
                body = choose(BodySendMode.FULL_DUPLEX_STREAMED);
            }
        } else {
            // where no mode is told, events are taken to come streamed both ways: in one piece they are none
            stream.send(Direction.ANSWER.headers(head.streamed() ? correcting.toldOfStream(plan) : new Mutation()));
        }
    }

    private @Nullable Why left(Plan known, boolean ended) {
        Why left = known.left(head);
        if (left != null) {
            return left;
        }
        if (ended) {
            return Why.NO_TEXT;
        }
        boolean events = head.streamed();
        if (unfit(events)) {
            return Why.UNSUPPORTED_FORMAT;
        }
        boolean large = !events
                && headers.number("content-length", 0) > correcting.policy().held();
        return large ? Why.TOO_LARGE : null;
    }

    /** Whether the body comes in a way in which it cannot be corrected. */
    private boolean unfit(boolean events) {
        BodySendMode mode = modes.answer();
        return mode != null && mode != BodySendMode.FULL_DUPLEX_STREAMED && (mode != BodySendMode.BUFFERED || events);
    }

    private void refuse(Plan known, Why why) {
        stream.refuse(correcting.refused(known, new UncorrectedException(why)));
    }

    /** Envoy need not even send it, where it lets us say so. */
    private void pass(Plan known, Why left, boolean ended) {
        ProcessingResponse.Builder reply = ProcessingResponse.newBuilder();
        BodySendMode requests = modes.request();
        if (modes.overridable() && requests != null && modes.answer() != BodySendMode.NONE && !ended) {
            reply.setModeOverride(
                    ProcessingMode.newBuilder().setRequestBodyMode(requests).setResponseBodyMode(BodySendMode.NONE));
        }
        Mutation told = head.aligned() ? new Mutation() : correcting.passing(known, head.streamed(), left);
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
        boolean events = head.streamed();
        if (mode == BodySendMode.FULL_DUPLEX_STREAMED && events) {
            return new StreamedBody(stream, correcting, known, known.pieces(), head.packing());
        }
        WholeCorrection correction = new WholeCorrection(stream, correcting, known, known.pieces(), head.packing());
        if (mode == BodySendMode.FULL_DUPLEX_STREAMED) {
            return new HeldAnswer(stream, correction, modes.answer() != null);
        }
        if (mode == BodySendMode.BUFFERED && !events) {
            return new BufferedBody(stream, correction, headers);
        }
        if (correcting.refuses(Why.UNSUPPORTED_FORMAT)) {
            refuse(known, Why.UNSUPPORTED_FORMAT);
            return new PassedBody(stream, mode, new Mutation());
        }
        return new PassedBody(stream, mode, correcting.passing(known, events, Why.UNSUPPORTED_FORMAT));
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
