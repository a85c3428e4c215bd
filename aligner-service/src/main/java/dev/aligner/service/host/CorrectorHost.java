package dev.aligner.service.host;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Owns the corrector of the process.
 *
 * <pre>
 *   Loading --loaded--> Ready --context closes--> Draining --server has ended--> Closed
 *      |                                             ^
 *      +--failed--> Failed (onFailure is told)       +-- also from Loading
 * </pre>
 *
 * <p>Loading happens on a thread of its own, so that the server answers probes meanwhile. Draining refuses requests that come;
 * those under way end, and what they still need corrected is: the corrector is closed last, as the lifecycle stops this after
 * the web server.
 */
public final class CorrectorHost implements Supplier<Corrector>, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(CorrectorHost.class);
    private static final Duration LOADING_RETRY = Duration.ofSeconds(5);
    private static final Duration DRAINING_RETRY = Duration.ofSeconds(1);

    /** Below the web server's phases: started before it and stopped after it. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;

    private sealed interface State {
        record Loading() implements State {}

        record Ready(Corrector corrector) implements State {}

        record Failed() implements State {}

        record Draining() implements State {}
    }

    private static final State LOADING = new State.Loading();

    private final Supplier<Corrector> loader;
    private final LoadFailure onFailure;
    private final AtomicReference<State> state = new AtomicReference<>(LOADING);
    private final AtomicReference<Thread> loading = new AtomicReference<>();
    private final AtomicReference<Corrector> owned = new AtomicReference<>();
    private final CompletableFuture<Corrector> loaded = new CompletableFuture<>();

    /** @param onFailure told once, on the loading thread, when there will never be a corrector */
    public CorrectorHost(Supplier<Corrector> loader, LoadFailure onFailure) {
        this.loader = loader;
        this.onFailure = onFailure;
    }

    /**
     * The corrector, for requests that are under way: while the service shuts down it is there as long as any may be.
     *
     * @throws AlignerException with {@link ErrorCode#NOT_READY} or {@link ErrorCode#DRAINING}
     */
    @Override
    public Corrector get() {
        State now = state.get();
        if (now instanceof State.Ready ready) {
            return ready.corrector();
        }
        if (now instanceof State.Draining) {
            Corrector last = owned.get();
            if (last == null) {
                throw draining();
            }
            return last;
        }
        throw AlignerException.retryLater(
                ErrorCode.NOT_READY,
                now instanceof State.Failed ? "the model could not be loaded" : "the model is still loading",
                LOADING_RETRY);
    }

    private static AlignerException draining() {
        return AlignerException.retryLater(ErrorCode.DRAINING, "the service is shutting down", DRAINING_RETRY);
    }

    /**
     * Asked of each request that comes.
     *
     * @throws AlignerException with {@link ErrorCode#DRAINING} where it is too late for any
     */
    public void admit() {
        if (state.get() instanceof State.Draining) {
            throw draining();
        }
    }

    /**
     * Whether a request that came now could be served.
     *
     * @throws AlignerException as {@link #admit} and {@link #get}
     */
    public boolean ready() {
        admit();
        return get().ready();
    }

    /** The same, for who only wants to know. */
    public boolean serves() {
        return state.get() instanceof State.Ready ready && ready.corrector().ready();
    }

    /** The corrector that is there, whether or not anybody new is let to it; empty while it loads, and at the end. */
    public Optional<Corrector> current() {
        return Optional.ofNullable(owned.get());
    }

    /** @param told of the corrector, once, when it is loaded; on the loading thread, or at once */
    public void whenLoaded(Consumer<Corrector> told) {
        var unused = loaded.thenAccept(told);
    }

    /** Whether there is no corrector yet, or one that can still work. */
    public boolean healthy() {
        Corrector corrector = owned.get();
        return corrector == null || corrector.healthy();
    }

    @Override
    public void start() {
        Thread thread = new Thread(this::load, "corrector-load");
        thread.setDaemon(true);
        if (loading.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    private void load() {
        Corrector corrector;
        try {
            corrector = loader.get();
        } catch (RuntimeException | LinkageError e) {
            state.compareAndSet(LOADING, new State.Failed());
            onFailure.occurred(e);
            return;
        }
        owned.set(corrector);
        loaded.complete(corrector);
        if (state.compareAndSet(LOADING, new State.Ready(corrector))) {
            CorrectorCard card = corrector.card();
            LOG.info(
                    "ready: {}, {} on {}, {} tokens of context",
                    card.id(),
                    card.precision(),
                    card.device(),
                    card.contextTokens());
        } else {
            release();
        }
    }

    /** The first sign of a shutdown, long before the lifecycle comes to the server. */
    @EventListener(ContextClosedEvent.class)
    public void drain() {
        state.set(new State.Draining());
    }

    @Override
    public void stop() {
        drain();
        release();
    }

    /** Whichever of loading and stopping comes second closes. */
    private void release() {
        Corrector corrector = owned.getAndSet(null);
        if (corrector != null) {
            corrector.close();
        }
    }

    @Override
    public boolean isRunning() {
        return loading.get() != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
