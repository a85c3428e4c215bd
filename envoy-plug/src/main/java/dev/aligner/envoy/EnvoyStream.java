package dev.aligner.envoy;

import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream to one Envoy about one HTTP request. All that happens on it happens one after the other, on whichever thread
 * brings it, and none waits for another; but for {@link #execute}, call its methods only from there.
 */
final class EnvoyStream {
    private static final Logger LOG = LoggerFactory.getLogger(EnvoyStream.class);

    private final ServerCallStreamObserver<ProcessingResponse> envoy;
    private final SynchronizationContext sequence = new SynchronizationContext((thread, error) -> broken(error));
    /** At most the next message's and the next event's. */
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private int working;
    private boolean closing;
    private boolean over;
    private boolean closed;

    EnvoyStream(ServerCallStreamObserver<ProcessingResponse> envoy) {
        this.envoy = envoy;
        envoy.disableAutoRequest();
        envoy.setOnReadyHandler(() -> execute(this::ready));
    }

    void execute(Runnable work) {
        sequence.execute(work);
    }

    /** Lets Envoy send so many more messages. */
    void request(int messages) {
        envoy.request(messages);
    }

    void send(ProcessingResponse reply) {
        if (!over) {
            envoy.onNext(reply);
        }
    }

    void send(Iterable<ProcessingResponse> replies) {
        replies.forEach(this::send);
    }

    /** The last word: after an answer of ours Envoy wants to hear no more. */
    void refuse(ProcessingResponse answer) {
        send(answer);
        over = true;
    }

    /** Envoy is gone. */
    void gone() {
        over = true;
        closed = true;
    }

    /** Whether nothing more can be said. */
    boolean over() {
        return over;
    }

    /** Lets Envoy send its next message, as soon as it has taken enough of what was sent. */
    void next() {
        whenReady(() -> request(1));
    }

    /** Runs it as soon as Envoy has taken enough of what was sent. */
    void whenReady(Runnable next) {
        waiting.add(next);
        ready();
    }

    private void ready() {
        while (!waiting.isEmpty() && envoy.isReady()) {
            waiting.remove().run();
        }
    }

    /** A reply will come later. */
    void begin() {
        working++;
    }

    /** It has come. */
    void end() {
        working--;
        closeIfDone();
    }

    /** Envoy has said all. */
    void closing() {
        closing = true;
        closeIfDone();
    }

    private void closeIfDone() {
        if (closing && working == 0 && !closed) {
            over = true;
            closed = true;
            envoy.onCompleted();
        }
    }

    /** A fault of ours in the middle of a body, whose rest cannot be told any more: Envoy breaks off too. */
    void broken(Throwable error) {
        LOG.error(
                "a stream of Envoy's broke off by a fault of ours: {}",
                error.getClass().getName());
        if (!closed) {
            over = true;
            closed = true;
            envoy.onError(Status.INTERNAL.asRuntimeException());
        }
    }
}
