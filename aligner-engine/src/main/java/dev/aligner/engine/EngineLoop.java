package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.model.DeviceFullException;
import dev.aligner.engine.model.LanguageModel;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's thread: loads the model, serves until it is told to end or the model breaks, closes the model. Whichever
 * way it ends, every request that was accepted has heard of it.
 */
final class EngineLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

    private final ModelFactory factory;
    private final TokenBytes tokenBytes;
    private final Set<Integer> endTokens;
    private final EngineLimits limits;
    private final LongSupplier nanoTime;
    private final Lifecycle lifecycle;
    private final Mailbox<EngineCommand> mailbox;
    private final EngineGauges gauges;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile @Nullable Admission admission;

    EngineLoop(
            ModelFactory factory,
            TokenBytes tokenBytes,
            Set<Integer> endTokens,
            EngineLimits limits,
            LongSupplier nanoTime,
            Lifecycle lifecycle,
            Mailbox<EngineCommand> mailbox,
            EngineObserver observer) {
        this.gauges = new EngineGauges(observer);
        this.factory = factory;
        this.tokenBytes = tokenBytes;
        this.endTokens = endTokens;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.lifecycle = lifecycle;
        this.mailbox = mailbox;
    }

    EngineGauges gauges() {
        return gauges;
    }

    /** Null until the model is loaded. */
    @Nullable
    Admission admission() {
        return admission;
    }

    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Whether the thread has been doing one thing for longer than anything may take: it will not come back. */
    boolean hangs() {
        return gauges.nanosInTurn(nanoTime.getAsLong()) > limits.stepTimeout().toNanos();
    }

    /** Done when the engine accepts nothing more and all that it accepted has ended. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    @Override
    public void run() {
        AlignerException ending = draining();
        try (LanguageModel model = factory.load()) {
            serve(model);
        } catch (Throwable failure) {
            // Errors too: a native library that is not there, memory that is not there, and nobody above who could care
            lifecycle.broken();
            ending = failed(failure);
            LOG.error("the engine stops", failure);
        } finally {
            for (EngineCommand command : mailbox.close()) {
                if (command instanceof Submission submission) {
                    submission.place().giveBack();
                    submission.activate(tokenBytes, endTokens).fail(ending);
                } else if (command instanceof EngineCommand.OnModel onModel) {
                    onModel.failed().accept(ending);
                }
            }
            ready.completeExceptionally(ending);
            drained.complete(null);
        }
    }

    private void serve(LanguageModel model) {
        ContinuousBatch batch = new ContinuousBatch(model, tokenBytes, endTokens, limits, nanoTime, gauges);
        Places places = new Places(limits.queueCapacity() + model.shape().slots());
        admission = new Admission(model.shape(), places);
        if (lifecycle.loaded()) {
            ready.complete(null);
        }
        AlignerException ending = draining();
        try {
            while (!lifecycle.isOver()) {
                gauges.turnBegan(nanoTime.getAsLong());
                turn(batch, places);
            }
            if (lifecycle.is(Lifecycle.State.BROKEN)) {
                ending = hung();
            }
        } catch (Throwable failure) {
            lifecycle.broken();
            ending = failed(failure);
            throw failure;
        } finally {
            gauges.turnEnded();
            batch.failAll(ending);
        }
    }

    private void turn(ContinuousBatch batch, Places places) {
        for (EngineCommand command : mailbox.take()) {
            obey(command, batch);
        }
        batch.expire();
        if (!batch.isIdle()) {
            batch.step();
            return;
        }
        gauges.turnEnded();
        gauges.retry().idle();
        if (lifecycle.is(Lifecycle.State.DRAINING) && places.taken() == 0) {
            drained.complete(null);
        }
        // looked at last: a listener that parks this thread uses up the wake-up of a message that came before
        if (mailbox.isEmpty()) {
            LockSupport.park(this);
        }
    }

    private void obey(EngineCommand command, ContinuousBatch batch) {
        if (command instanceof Submission submission) {
            gauges.retry().busy(nanoTime.getAsLong());
            batch.add(submission);
        } else if (command instanceof EngineCommand.Cancel cancel) {
            batch.cancel(cancel.id());
        } else if (command instanceof EngineCommand.OnModel onModel) {
            batch.onModel(onModel.work());
        }
    }

    /** It came back after all, when everybody had been told that it would not. */
    private AlignerException hung() {
        return AlignerException.of(ErrorCode.MODEL_FAILED, "engine: a step took longer than " + limits.stepTimeout());
    }

    static AlignerException draining() {
        return AlignerException.of(ErrorCode.DRAINING, "engine: shutting down");
    }

    private static AlignerException failed(Throwable failure) {
        if (failure instanceof DeviceFullException) {
            return AlignerException.of(
                    ErrorCode.MODEL_FAILED,
                    "model: no memory for it on its device (expected: what models inspect says; fewer slots, a shorter"
                            + " context or a smaller precision take less)",
                    failure);
        }
        return failure instanceof AlignerException known
                ? known
                : AlignerException.of(
                        ErrorCode.MODEL_FAILED, "model: " + failure.getClass().getSimpleName(), failure);
    }
}
