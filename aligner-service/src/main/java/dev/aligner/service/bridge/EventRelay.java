package dev.aligner.service.bridge;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/**
 * Hands the engine's calls to one subscriber as it asks for them. What nobody has asked for yet is joined into one delta,
 * so that a slow reader costs no more memory than the correction itself, and the engine never waits.
 *
 * <p>The engine writes under the monitor; whoever raises {@code work} from zero is the only one that emits.
 */
final class EventRelay implements CorrectionListener {
    private final FluxSink<CorrectionEvent> sink;
    private final AtomicInteger work = new AtomicInteger();
    private final StringBuilder pending = new StringBuilder();
    private boolean accepted;
    private boolean announced;
    private boolean ended;

    private @Nullable Correction result;
    private @Nullable AlignerException error;

    /** @param sink one that does not buffer by itself */
    EventRelay(FluxSink<CorrectionEvent> sink) {
        this.sink = sink;
    }

    void accepted() {
        synchronized (this) {
            accepted = true;
        }
        emit();
    }

    @Override
    public void delta(String text) {
        synchronized (this) {
            pending.append(text);
        }
        emit();
    }

    @Override
    public void corrected(Correction correction) {
        synchronized (this) {
            result = correction;
        }
        emit();
    }

    @Override
    public void failed(AlignerException failure) {
        synchronized (this) {
            error = failure;
        }
        emit();
    }

    /** Emits as much as is asked for; called after each write and each request for more. */
    void emit() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (!sink.isCancelled() && emitOne()) {}
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private boolean emitOne() {
        CorrectionEvent event = null;
        AlignerException failure = null;
        synchronized (this) {
            if (ended) {
                return false;
            }
            if (error != null && pending.isEmpty()) {
                failure = error;
            } else if (sink.requestedFromDownstream() > 0) {
                event = poll();
            }
            ended = failure != null || event instanceof CorrectionEvent.Result;
        }
        if (failure != null) {
            sink.error(failure);
        } else if (event != null) {
            sink.next(event);
            if (event instanceof CorrectionEvent.Result) {
                sink.complete();
            }
        }
        return event != null;
    }

    /** The engine may be ahead of {@link #accepted}: whatever it says proves that the request was taken. */
    private @Nullable CorrectionEvent poll() {
        if (!announced && (accepted || !pending.isEmpty() || result != null)) {
            announced = true;
            return new CorrectionEvent.Accepted();
        }
        if (!pending.isEmpty()) {
            String text = pending.toString();
            pending.setLength(0);
            return new CorrectionEvent.Delta(text);
        }
        return result == null ? null : new CorrectionEvent.Result(result);
    }
}
