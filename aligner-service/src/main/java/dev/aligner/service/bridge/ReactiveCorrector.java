package dev.aligner.service.bridge;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Corrections;
import dev.aligner.service.audit.Audit;
import dev.aligner.service.audit.Origin;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * A {@link Corrector} as a publisher. Each subscription is one correction: it starts on the admission threads, because
 * starting tokenises; it is cancelled when the subscriber cancels or the request's timeout has passed; its events arrive
 * on the delivery threads, never on the engine's.
 */
public final class ReactiveCorrector implements Corrections {
    /** Events that may wait for a reader on top of the one joined delta. */
    private static final int PREFETCH = 8;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Supplier<Corrector> corrector;
    private final Scheduler admission;
    private final Scheduler delivery;
    private final Mono<AlignerException> broken;
    private final Audited audited;

    /** Over a corrector that says itself when it is broken, and whose corrections are logged nowhere. */
    public ReactiveCorrector(Supplier<Corrector> corrector, Scheduler admission, Scheduler delivery) {
        this(corrector, admission, delivery, Mono.never(), Audit.NONE);
    }

    /**
     * @param corrector throws {@link AlignerException} while there is none to use
     * @param admission may block; its queue is bounded
     * @param delivery where events arrive and whose clock times them out
     * @param broken says with what all that waits ends, once the corrector will never say anything again
     * @param audit hears of each correction
     */
    public ReactiveCorrector(
            Supplier<Corrector> corrector,
            Scheduler admission,
            Scheduler delivery,
            Mono<AlignerException> broken,
            Audit audit) {
        this(corrector, admission, delivery, broken, new Audited(audit, Origin.UNKNOWN, corrector, delivery));
    }

    private ReactiveCorrector(
            Supplier<Corrector> corrector,
            Scheduler admission,
            Scheduler delivery,
            Mono<AlignerException> broken,
            Audited audited) {
        this.corrector = corrector;
        this.admission = admission;
        this.delivery = delivery;
        this.broken = broken;
        this.audited = audited;
    }

    /** The same, for corrections that are asked for there. */
    public ReactiveCorrector from(Origin origin) {
        return audited.audit().enabled()
                ? new ReactiveCorrector(
                        corrector,
                        admission,
                        delivery,
                        broken,
                        new Audited(audited.audit(), origin, corrector, delivery))
                : this;
    }

    /** @throws AlignerException at once, where no corrector can be used now */
    public Corrector current() {
        return corrector.get();
    }

    @Override
    public void admit() {
        Corrector now = corrector.get();
        now.admit();
        if (!now.ready()) {
            throw AlignerException.retryLater(ErrorCode.NOT_READY, "the model does not answer", RETRY_AFTER);
        }
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        return events(request)
                .ofType(CorrectionEvent.Result.class)
                .map(CorrectionEvent.Result::correction)
                .next();
    }

    /**
     * Looks at it on the admission threads, as that tokenises. Never fails: where there is no corrector or no place nobody
     * looks.
     */
    @Override
    public Mono<Void> readAhead(CorrectionRequest begun) {
        return begun.strengthOr(1) == 0
                ? Mono.empty()
                : Mono.create(sink -> {
                    AtomicBoolean dropped = new AtomicBoolean();
                    sink.onDispose(() -> dropped.set(true));
                    try {
                        // not interrupted, as in start
                        admission.schedule(() -> look(begun, dropped, sink));
                    } catch (RejectedExecutionException e) {
                        sink.success();
                    }
                });
    }

    private void look(CorrectionRequest begun, AtomicBoolean dropped, MonoSink<Void> sink) {
        if (dropped.get()) {
            return;
        }
        try {
            corrector.get().readAhead(begun);
        } catch (RuntimeException refusedLater) {
            // whatever is wrong, the correction says
        }
        sink.success();
    }

    /** Ends with {@link CorrectionEvent.Result} or an error; the timeout ends it also for a reader that asks for nothing. */
    public Flux<CorrectionEvent> events(CorrectionRequest request) {
        return audited.audit().enabled() ? audited.over(request, this::started) : started(request);
    }

    private Flux<CorrectionEvent> started(CorrectionRequest request) {
        return Flux.deferContextual(context -> {
            Optional<TokenAccount> account = TokenAccount.of(context);
            AtomicReference<@Nullable AlignerException> over = new AtomicReference<>();
            // an error of the other publisher would end the stream and leave the correction running
            Mono<AlignerException> expiry = Mono.firstWithValue(
                            Mono.delay(request.timeout(), delivery).map(tick -> deadline(request)), broken)
                    .doOnNext(over::set);
            return Flux.<CorrectionEvent>create(sink -> start(request, sink), FluxSink.OverflowStrategy.IGNORE)
                    .publishOn(delivery, PREFETCH)
                    .takeUntilOther(expiry)
                    .concatWith(Mono.defer(() -> Mono.justOrEmpty(over.get()).flatMap(Mono::error)))
                    .takeUntil(CorrectionEvent.Result.class::isInstance)
                    .doOnNext(event -> account.ifPresent(payer -> charge(payer, event)));
        });
    }

    private static void charge(TokenAccount payer, CorrectionEvent event) {
        if (event instanceof CorrectionEvent.Result result) {
            payer.spent(result.correction().usage());
        }
    }

    private static AlignerException deadline(CorrectionRequest request) {
        return AlignerException.of(
                ErrorCode.DEADLINE,
                "timeout: " + request.timeout().toMillis() + " ms passed before the correction was done");
    }

    private void start(CorrectionRequest request, FluxSink<CorrectionEvent> sink) {
        EventRelay relay = new EventRelay(sink);
        TaskHandle handle = new TaskHandle();
        sink.onDispose(handle);
        sink.onRequest(n -> relay.emit());
        try {
            // its Disposable is not used: that would interrupt the corrector in the middle of its own locks
            admission.schedule(() -> admit(request, relay, handle));
        } catch (RejectedExecutionException e) {
            relay.failed(
                    AlignerException.retryLater(ErrorCode.QUEUE_FULL, "admission: every place is taken", RETRY_AFTER));
        }
    }

    private void admit(CorrectionRequest request, EventRelay relay, TaskHandle handle) {
        if (handle.isDisposed()) {
            return;
        }
        try {
            handle.hold(corrector.get().correct(request, relay));
            relay.accepted();
        } catch (AlignerException e) {
            relay.failed(e);
        } catch (RuntimeException e) {
            relay.failed(AlignerException.of(ErrorCode.MODEL_FAILED, "the corrector failed to start a request", e));
        }
    }

    /** Remembers a cancellation that comes before there is a task. */
    private static final class TaskHandle implements Disposable {
        private @Nullable CorrectionTask task;
        private boolean disposed;

        void hold(CorrectionTask started) {
            synchronized (this) {
                task = started;
                if (!disposed) {
                    return;
                }
            }
            started.cancel();
        }

        @Override
        public void dispose() {
            CorrectionTask running;
            synchronized (this) {
                disposed = true;
                running = task;
            }
            if (running != null) {
                running.cancel();
            }
        }

        @Override
        public synchronized boolean isDisposed() {
            return disposed;
        }
    }
}
