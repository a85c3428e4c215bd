package dev.aligner.gateway.embedded;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Corrections;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Corrections by a corrector of this process. What starts one tokenises its texts, and so has threads of its own, which are
 * few; its outcome arrives on Reactor's threads, never on the engine's. A cancellation frees the engine's slot.
 */
public final class EmbeddedCorrections implements Corrections, AutoCloseable {
    private static final int STARTERS = 2;

    /** That wait to be started; the corrector has a queue of its own for those that are. */
    private static final int WAITING = 256;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Corrector corrector;
    private final Scheduler starters = Schedulers.newBoundedElastic(STARTERS, WAITING, "aligner-start");

    /** @param corrector closed with this */
    public EmbeddedCorrections(Corrector corrector) {
        this.corrector = corrector;
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        return Mono.<Correction>create(sink -> schedule(sink, task -> start(request, sink, task)))
                .publishOn(Schedulers.parallel());
    }

    @Override
    public Mono<Void> readAhead(CorrectionRequest begun) {
        return begun.strengthOr(1) == 0
                ? Mono.empty()
                // whatever is wrong, the correction says
                : Mono.<Void>create(sink -> schedule(sink, unused -> {
                            corrector.readAhead(begun);
                            sink.success();
                        }))
                        .onErrorComplete();
    }

    @Override
    public void admit() {
        corrector.admit();
        if (!corrector.ready()) {
            throw AlignerException.retryLater(ErrorCode.NOT_READY, "the model does not answer", RETRY_AFTER);
        }
    }

    /** What is done for a subscriber, unless it is gone by then. */
    @FunctionalInterface
    private interface Work {
        /** @param task of the subscriber: disposed when it is gone */
        void on(Disposable.Swap task);
    }

    private void schedule(MonoSink<?> sink, Work work) {
        Disposable.Swap task = Disposables.swap();
        sink.onDispose(task);
        try {
            // what this returns would interrupt the corrector in the middle of its own locks
            starters.schedule(() -> {
                if (!task.isDisposed()) {
                    run(sink, task, work);
                }
            });
        } catch (RejectedExecutionException e) {
            sink.error(
                    AlignerException.retryLater(ErrorCode.QUEUE_FULL, "admission: every place is taken", RETRY_AFTER));
        }
    }

    private static void run(MonoSink<?> sink, Disposable.Swap task, Work work) {
        try {
            work.on(task);
        } catch (AlignerException e) {
            sink.error(e);
        } catch (RuntimeException e) {
            sink.error(AlignerException.of(ErrorCode.MODEL_FAILED, "the corrector failed to start a request", e));
        }
    }

    private void start(CorrectionRequest request, MonoSink<Correction> sink, Disposable.Swap task) {
        task.replace(corrector.correct(request, new Told(sink))::cancel);
    }

    private record Told(MonoSink<Correction> sink) implements CorrectionListener {
        @Override
        public void delta(String text) {
            // only the whole of it is asked for
        }

        @Override
        public void corrected(Correction correction) {
            sink.success(correction);
        }

        @Override
        public void failed(AlignerException error) {
            sink.error(error);
        }
    }

    @Override
    public void close() {
        starters.dispose();
        corrector.close();
    }
}
