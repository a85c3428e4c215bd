package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.model.LanguageModel;
import dev.aligner.engine.model.ModelShape;
import dev.aligner.engine.schedule.NewSequence;
import dev.aligner.engine.schedule.Scheduler;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continues prompts and scores texts, many at once, on one thread that owns the model. Safe to call from any thread, listeners included;
 * only {@link #drain} and {@link #close} wait.
 *
 * <p>A request that was accepted ends exactly once, whatever happens to the engine. A step that throws fails the
 * requests in it; several in a row, or an {@link Error}, break the engine, which then fails what it holds and refuses
 * everything.
 */
public final class Engine implements TokenEngine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration LOADING_RETRY = Duration.ofSeconds(5);

    private final Lifecycle lifecycle = new Lifecycle();
    private final Mailbox<EngineCommand> mailbox = new Mailbox<>();
    private final AtomicLong ids = new AtomicLong();
    private final EngineLimits limits;
    private final LongSupplier nanoTime;
    private final EngineLoop loop;
    private final Thread thread;

    private Engine(
            ModelFactory factory,
            TokenBytes tokenBytes,
            Set<Integer> endTokens,
            EngineLimits limits,
            LongSupplier nanoTime,
            ThreadFactory threads,
            EngineObserver observer) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.loop = new EngineLoop(
                factory, tokenBytes, Set.copyOf(endTokens), limits, nanoTime, lifecycle, mailbox, observer);
        this.thread = threads.newThread(loop);
    }

    /** Starts an engine and returns at once; {@link #ready} tells when the model is there. */
    public static Engine start(
            ModelFactory factory, TokenBytes tokenBytes, Set<Integer> endTokens, EngineLimits limits) {
        return start(factory, tokenBytes, endTokens, limits, EngineObserver.NONE);
    }

    /** As {@link #start(ModelFactory, TokenBytes, Set, EngineLimits)}, with somebody who measures. */
    public static Engine start(
            ModelFactory factory,
            TokenBytes tokenBytes,
            Set<Integer> endTokens,
            EngineLimits limits,
            EngineObserver observer) {
        return start(factory, tokenBytes, endTokens, limits, System::nanoTime, Engine::daemon, observer);
    }

    /**
     * @param endTokens ids that end an output without being part of it
     * @param nanoTime the engine's clock, on which deadlines are given
     * @param threads makes the one thread
     * @param observer hears what the engine does
     */
    public static Engine start(
            ModelFactory factory,
            TokenBytes tokenBytes,
            Set<Integer> endTokens,
            EngineLimits limits,
            LongSupplier nanoTime,
            ThreadFactory threads,
            EngineObserver observer) {
        Engine engine = new Engine(factory, tokenBytes, endTokens, limits, nanoTime, threads, observer);
        engine.thread.start();
        return engine;
    }

    private static Thread daemon(Runnable loop) {
        Thread thread = new Thread(loop, "aligner-engine");
        thread.setDaemon(true);
        return thread;
    }

    /** Done when the model is loaded; failed with an {@link AlignerException} if it cannot be, or was closed before. */
    public CompletableFuture<Void> ready() {
        // not the loop's own, which only the loop may complete; and not a copy, which would wrap the error
        CompletableFuture<Void> seen = new CompletableFuture<>();
        var unused = loop.ready().whenComplete((nothing, error) -> {
            if (error == null) {
                seen.complete(null);
            } else {
                seen.completeExceptionally(error);
            }
        });
        return seen;
    }

    /**
     * False once the engine is broken: only a new one helps. One whose thread is dead, or hangs in a step, is found out by
     * this question, and refuses everything from then on; what it holds it cannot end, so whoever waits for that must stop
     * waiting.
     */
    @Override
    public boolean healthy() {
        boolean dead = lifecycle.is(Lifecycle.State.READY) && !thread.isAlive();
        if (dead || loop.hangs()) {
            lifecycle.broken();
        }
        return !lifecycle.is(Lifecycle.State.BROKEN);
    }

    /** The engine's clock. */
    @Override
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    @Override
    public EngineLoad load() {
        Admission admission = loop.admission();
        int running = loop.gauges().running();
        int inside = admission == null ? 0 : admission.places().taken();
        return new EngineLoad(Math.max(0, inside - running), Math.min(inside, running));
    }

    public EngineCounters counters() {
        return loop.gauges().counters();
    }

    /**
     * Accepts a request, or refuses it at once; never waits.
     *
     * @throws AlignerException NOT_READY, DRAINING, QUEUE_FULL, TOO_LARGE, or MODEL_FAILED if the engine is broken or the
     *     prompt has a token that the model does not know: the listener is never called
     */
    @Override
    public GenerationTask submit(GenerationRequest request, GenerationListener listener) {
        NewSequence sequence = request.sequence(ids.incrementAndGet());
        return send(generating(sequence, request, listener, enter(sequence)));
    }

    /**
     * Scores a text after a prompt in one pass over both; admitted as a prompt that is to be continued.
     *
     * @throws AlignerException as {@link #submit}
     */
    @Override
    public GenerationTask score(ScoreRequest request, ScoreListener listener) {
        NewSequence sequence = checked(request);
        return send(new Submission.Scoring(sequence, request, listener, enter(sequence), false, nanoTime()));
    }

    /**
     * Accepts what follows a generation that has just ended, as part of the same work: neither a full queue nor a drain
     * refuses it. For a listener that hears the end of the one before, on the engine's thread.
     *
     * @throws AlignerException as {@link #submit}, but for QUEUE_FULL, and DRAINING only once the engine is closed
     */
    @Override
    public GenerationTask follow(GenerationRequest request, GenerationListener listener) {
        NewSequence sequence = request.sequence(ids.incrementAndGet());
        return send(generating(sequence, request, listener, goOn(sequence)));
    }

    /**
     * As {@link #follow(GenerationRequest, GenerationListener)}, at most two at once. What has been written is judged
     * before anything else is begun: it goes ahead of those that wait.
     */
    @Override
    public GenerationTask follow(ScoreRequest request, ScoreListener listener) {
        NewSequence sequence = checked(request);
        return send(new Submission.Scoring(sequence, request, listener, goOn(sequence), true, nanoTime()));
    }

    /**
     * Reads the beginning of a prompt that may come, if there is nothing better to do: what has been read lies in a slot
     * until another request needs that. Returns at once.
     *
     * @param prompt token ids, at least one; not changed after the call
     * @return false if nothing is read, because others wait, every slot is in use, or the model reads a prompt as a whole
     */
    @Override
    public boolean readAhead(int[] prompt, Variant variant, Duration atMost) {
        long deadline = nanoTime.getAsLong() + atMost.toNanos();
        NewSequence sequence = new NewSequence(
                ids.incrementAndGet(),
                prompt,
                prompt.length,
                prompt.length,
                new int[0],
                1,
                deadline,
                variant.adapters(),
                variant.steering());
        Admission admission = loop.admission();
        if (admission == null
                || admission.shape().wholePrompts()
                || admission.places().taken() >= admission.shape().slots()) {
            return false;
        }
        try {
            send(new Submission.Reading(sequence, enter(sequence), nanoTime()));
            return true;
        } catch (AlignerException refused) {
            return false;
        }
    }

    /**
     * Does something with the model between two steps, on the engine's thread: nothing is computed meanwhile.
     *
     * @return what {@code work} returns or throws; failed with DRAINING where the engine has ended
     */
    public <T> CompletableFuture<T> onModel(Function<LanguageModel, T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        boolean sent = mailbox.send(new EngineCommand.OnModel(
                model -> {
                    try {
                        done.complete(work.apply(model));
                    } catch (RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                },
                done::completeExceptionally));
        if (!sent) {
            done.completeExceptionally(refusal());
        }
        LockSupport.unpark(thread);
        return done;
    }

    private Submission generating(
            NewSequence sequence, GenerationRequest request, GenerationListener listener, Places.Place place) {
        Long ownSeed = request.sampling().seed();
        long seed = ownSeed == null ? ThreadLocalRandom.current().nextLong() : ownSeed;
        return new Submission.Generating(sequence, request, listener, place, seed, nanoTime());
    }

    /** The last token of a continuation is no part of its sequence, but looked up in the model's scores. */
    private NewSequence checked(ScoreRequest request) {
        Admission admission = loop.admission();
        if (admission != null) {
            checkKnown(request.continuation(), "continuation", admission.shape());
        }
        return request.sequence(ids.incrementAndGet());
    }

    @Override
    public void admit() {
        Admission admission = loop.admission();
        if (!lifecycle.is(Lifecycle.State.READY) || admission == null) {
            throw refusal();
        }
        if (admission.places().taken() >= admission.places().capacity()) {
            throw queueFull(admission.places());
        }
    }

    /** A place for somebody new. */
    private Places.Place enter(NewSequence sequence) {
        if (!lifecycle.is(Lifecycle.State.READY)) {
            throw refusal();
        }
        Admission admission = admission(sequence);
        refuseIfTooLate(sequence);
        Places.Place place = admission.places().take();
        if (place == null) {
            throw queueFull(admission.places());
        }
        // looked at again, now that the place is taken: an engine that drains either sees the place or is seen
        if (!lifecycle.is(Lifecycle.State.READY)) {
            throw giveUp(place);
        }
        return place;
    }

    /** A place for what follows. */
    private Places.Place goOn(NewSequence sequence) {
        if (!Thread.currentThread().equals(thread)) {
            throw new IllegalStateException(
                    "follow: on " + Thread.currentThread() + " (expected: a listener on " + thread + ")");
        }
        if (!lifecycle.is(Lifecycle.State.READY) && !lifecycle.is(Lifecycle.State.DRAINING)) {
            throw refusal();
        }
        return admission(sequence).places().takeAnyway();
    }

    private Admission admission(NewSequence sequence) {
        Admission admission = loop.admission();
        if (admission == null) {
            throw refusal();
        }
        ModelShape shape = admission.shape();
        Scheduler.checkFits(sequence.tokens().length, sequence.maxNewTokens(), shape.contextTokens());
        checkKnown(sequence.tokens(), "prompt", shape);
        checkKnown(sequence.draft(), "draft", shape);
        return admission;
    }

    /** The model would fail the whole step, and with it everybody else's requests. */
    private static void checkKnown(int[] tokens, String name, ModelShape shape) {
        for (int token : tokens) {
            if (token < 0 || token >= shape.vocabulary()) {
                throw AlignerException.of(
                        ErrorCode.MODEL_FAILED,
                        name + ": token " + token + " (expected: 0.." + (shape.vocabulary() - 1)
                                + ", the model's vocabulary)");
            }
        }
    }

    private GenerationTask send(Submission submission) {
        if (!mailbox.send(submission)) {
            throw giveUp(submission.place());
        }
        LockSupport.unpark(thread);
        return new Task(submission);
    }

    private AlignerException giveUp(Places.Place place) {
        place.giveBack();
        wake();
        return refusal();
    }

    /** A request that would wait beyond its deadline costs its caller that wait and gives him nothing: sooner said. */
    private void refuseIfTooLate(NewSequence sequence) {
        int waiting = load().waiting();
        double wait = loop.gauges().retry().nanosUntil(waiting);
        double left = (double) sequence.deadlineNanos() - nanoTime.getAsLong();
        if (waiting > 0 && wait > left) {
            throw AlignerException.retryLater(
                    ErrorCode.QUEUE_FULL,
                    String.format(
                            Locale.ROOT,
                            "queue: %d requests waiting, %.1f s of work (expected: less than the deadline, in %.1f s)",
                            waiting,
                            wait / 1e9,
                            left / 1e9),
                    loop.gauges().retry().until(waiting));
        }
    }

    private AlignerException queueFull(Places places) {
        int waiting = load().waiting();
        return AlignerException.retryLater(
                ErrorCode.QUEUE_FULL,
                "queue: " + places.taken() + " requests waiting or running (expected: fewer than " + places.capacity()
                        + ")",
                loop.gauges().retry().until(waiting));
    }

    private AlignerException refusal() {
        return switch (lifecycle.state()) {
            case LOADING, READY ->
                AlignerException.retryLater(ErrorCode.NOT_READY, "engine: the model is loading", LOADING_RETRY);
            case DRAINING, CLOSED -> EngineLoop.draining();
            case BROKEN -> AlignerException.of(ErrorCode.MODEL_FAILED, "engine: broken (expected: a working model)");
        };
    }

    /** Refuses new requests and lets accepted ones end, for at most so long; true if all have. */
    public boolean drain(Duration atMost) {
        lifecycle.drain();
        wake();
        if (Thread.currentThread().equals(thread)) {
            return loop.drained().isDone();
        }
        try {
            loop.drained().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Refuses new requests, fails with DRAINING what waits or runs, closes the model, and waits for that, unless called
     * by a listener. May be called more than once.
     */
    @Override
    public void close() {
        lifecycle.close();
        wake();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            thread.join(Math.max(1, limits.closeTimeout().toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("the engine's thread still runs after {}", limits.closeTimeout());
        }
    }

    private void wake() {
        mailbox.send(new EngineCommand.Wake());
        LockSupport.unpark(thread);
    }

    private final class Task implements GenerationTask {
        private final Submission submission;
        private final AtomicBoolean cancelled = new AtomicBoolean();

        Task(Submission submission) {
            this.submission = submission;
        }

        @Override
        public void cancel() {
            // once, and not for what has ended: the mailbox never holds more than two messages a place
            if (submission.place().isHeld()
                    && cancelled.compareAndSet(false, true)
                    && mailbox.send(new EngineCommand.Cancel(submission.id()))) {
                LockSupport.unpark(thread);
            }
        }
    }
}
