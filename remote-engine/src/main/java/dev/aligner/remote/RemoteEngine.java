package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.EngineLoad;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.RetryEstimate;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.ScoreRequest;
import dev.aligner.engine.TokenEngine;
import dev.aligner.engine.corrector.CorrectorTokens;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Continues prompts and scores texts by asking a server. What a caller sees is what he sees of the engine in the process: a
 * bounded line, deadlines, one end for each request, listeners on one thread.
 */
public final class RemoteEngine implements TokenEngine {
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Loop loop;
    private final HttpCalls http;
    private final CompletionBodies bodies;
    private final CorrectorTokens tokens;
    private final int contextTokens;
    private final Breaker breaker;
    private final Health health;
    private final Line line;
    private final int capacity;
    private final AtomicInteger inside = new AtomicInteger();
    private final RetryEstimate retry = new RetryEstimate();
    private final RemoteCall.Terms terms;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closed;

    RemoteEngine(
            RemoteOptions options,
            CompletionBodies bodies,
            int contextTokens,
            Loop loop,
            HttpCalls http,
            Breaker breaker) {
        this.loop = loop;
        this.http = http;
        this.bodies = bodies;
        this.tokens = bodies.tokens();
        this.contextTokens = contextTokens;
        this.breaker = breaker;
        this.line = new Line(options.concurrent());
        this.health = new Health(loop, http, options, breaker, line);
        this.capacity = options.concurrent() + options.queueCapacity();
        this.terms = new RemoteCall.Terms(
                loop,
                http,
                options.at("/completions"),
                options.attempts(),
                options.times().idle(),
                breaker,
                line,
                this::oneEnded);
    }

    /**
     * Finds the server, waiting for it to start, and makes sure that it runs this model: it must count the tokens of a prompt
     * as the local tokenizer does. Blocks for as long as that takes.
     *
     * @param clients makes the client that asks, over connections of this engine's own
     * @param tokens what the model reads and writes; not closed with this
     * @param contextTokens the most of prompt and output together that is asked for
     * @param scores whether it must be able to score texts
     * @throws AlignerException MODEL_FILE where it is another server or model than the options say, or cannot do what is
     *     asked of it; NOT_READY where it does not start in time
     */
    public static RemoteEngine connect(
            RemoteOptions options,
            Function<ConnectionProvider, HttpClient> clients,
            CorrectorTokens tokens,
            int contextTokens,
            boolean scores) {
        Loop loop = new LoopThread();
        HttpCalls http =
                new HttpCalls(loop, clients, options.key(), options.times().connect(), options.tls());
        return new Handshake(options, tokens, contextTokens, scores).engine(loop, http);
    }

    void watch() {
        loop.execute(health::look);
    }

    @Override
    public GenerationTask submit(GenerationRequest request, GenerationListener listener) {
        return generate(request, listener, false);
    }

    @Override
    public GenerationTask follow(GenerationRequest request, GenerationListener listener) {
        return generate(request, listener, true);
    }

    @Override
    public GenerationTask score(ScoreRequest request, ScoreListener listener) {
        return score(request, listener, false);
    }

    @Override
    public GenerationTask follow(ScoreRequest request, ScoreListener listener) {
        return score(request, listener, true);
    }

    private GenerationTask generate(GenerationRequest request, GenerationListener listener, boolean follows) {
        checkFits(request.prompt().length, request.maxNewTokens());
        byte[] body = bodies.generation(request);
        Reading reading = new GenerationReading(request, listener, tokens, nanoTime());
        return send(new RemoteCall(terms, body, reading, request.deadlineNanos()), request.deadlineNanos(), follows);
    }

    private GenerationTask score(ScoreRequest request, ScoreListener listener, boolean follows) {
        checkFits(
                request.prompt().length + request.continuation().length,
                bodies.dialect().leastTokens());
        byte[] body = bodies.scoring(request);
        long submitted = nanoTime();
        Reading reading = new WholeReading(
                completion -> {
                    double[] scores = PromptScores.of(request, completion);
                    Score score = new Score(scores, Duration.ofNanos(nanoTime() - submitted));
                    return () -> listener.scored(score);
                },
                listener::failed);
        return send(new RemoteCall(terms, body, reading, request.deadlineNanos()), request.deadlineNanos(), follows);
    }

    /** A completion of one token in one piece. */
    void probe(int[] prompt, Duration timeout, WholeReading reading) {
        send(
                new RemoteCall(terms, bodies.probe(prompt), reading, nanoTime() + timeout.toNanos()),
                Long.MAX_VALUE,
                false);
    }

    private void checkFits(int prompt, int maxNewTokens) {
        if (prompt > contextTokens - maxNewTokens) {
            throw AlignerException.of(
                    ErrorCode.TOO_LARGE,
                    "prompt: " + prompt + " tokens and " + maxNewTokens + " new ones (expected: together at most "
                            + contextTokens + ")");
        }
    }

    private synchronized GenerationTask send(RemoteCall call, long deadlineNanos, boolean follows) {
        if (follows && !loop.isCurrent()) {
            throw new IllegalStateException(
                    "follow: on " + Thread.currentThread() + " (expected: a listener on the engine's)");
        }
        if (closed) {
            throw Refusal.draining();
        }
        if (!follows) {
            enter(deadlineNanos);
        } else {
            inside.incrementAndGet();
        }
        Runnable entering = () -> {
            retry.busy(nanoTime());
            call.enter(follows);
        };
        if (follows) {
            entering.run();
        } else {
            loop.execute(entering);
        }
        return () -> loop.execute(call::cancel);
    }

    /** A place for somebody new. */
    private void enter(long deadlineNanos) {
        checkAnswering();
        int waiting = load().waiting();
        double wait = retry.nanosUntil(waiting);
        double left = (double) deadlineNanos - nanoTime();
        if (waiting > 0 && wait > left) {
            throw AlignerException.retryLater(
                    ErrorCode.QUEUE_FULL,
                    String.format(
                            Locale.ROOT,
                            "queue: %d requests waiting, %.1f s of work (expected: less than the deadline, in %.1f s)",
                            waiting,
                            wait / 1e9,
                            left / 1e9),
                    retry.until(waiting));
        }
        if (inside.getAndUpdate(count -> count < capacity ? count + 1 : count) >= capacity) {
            throw queueFull(waiting);
        }
    }

    private void checkAnswering() {
        if (breaker.isOpen()) {
            throw AlignerException.retryLater(
                    ErrorCode.BREAKER_OPEN,
                    "remote engine: failed too often of late, not asked until it answers",
                    health.interval());
        }
    }

    private AlignerException queueFull(int waiting) {
        return AlignerException.retryLater(
                ErrorCode.QUEUE_FULL,
                "queue: " + inside.get() + " requests waiting or running (expected: fewer than " + capacity + ")",
                retry.until(waiting));
    }

    @Override
    public void admit() {
        if (!healthy()) {
            throw Refusal.draining();
        }
        checkAnswering();
        if (inside.get() >= capacity) {
            throw queueFull(load().waiting());
        }
    }

    private void oneEnded() {
        retry.ended(nanoTime());
        if (inside.decrementAndGet() == 0) {
            retry.idle();
        }
    }

    /** True until it is closed: a server that comes back is found again without a new process. */
    @Override
    public boolean healthy() {
        return !closed;
    }

    @Override
    public boolean reachable() {
        return !breaker.isOpen();
    }

    @Override
    public EngineLoad load() {
        int running = line.running();
        int now = inside.get();
        return new EngineLoad(Math.max(0, now - running), Math.min(now, running));
    }

    @Override
    public long nanoTime() {
        return loop.nanoTime();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                loop.execute(this::end);
            }
        }
        if (loop.isCurrent()) {
            return;
        }
        try {
            ended.get(CLOSING.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("remote engine: not closed after " + CLOSING, e);
        }
    }

    private void end() {
        line.all().forEach(call -> call.fail(Refusal.draining()));
        health.stop();
        http.close();
        loop.close();
        ended.complete(null);
    }
}
