package dev.aligner.service;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.EngineLoad;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.GenerationTask;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import dev.aligner.engine.ScoreRequest;
import dev.aligner.engine.TokenEngine;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An engine whose every word is the test's. Scores are minus the token's id. */
public final class ScriptedEngine implements TokenEngine {
    private final BlockingQueue<Running> started = new LinkedBlockingQueue<>();
    private final Semaphore cancellations = new Semaphore(0);
    private volatile @Nullable AlignerException refusal;
    private volatile boolean reachable = true;

    /** A generation that was asked for. */
    public record Running(GenerationRequest request, GenerationListener listener) {}

    /** What is asked from now on is refused so, or with null accepted. */
    public void refuse(@Nullable AlignerException error) {
        refusal = error;
    }

    public void reachable(boolean is) {
        reachable = is;
    }

    public Running next() throws InterruptedException {
        Running running = started.poll(10, TimeUnit.SECONDS);
        if (running == null) {
            throw new AssertionError("nothing was asked");
        }
        return running;
    }

    public boolean awaitCancellation() throws InterruptedException {
        return cancellations.tryAcquire(10, TimeUnit.SECONDS);
    }

    @Override
    public GenerationTask submit(GenerationRequest request, GenerationListener listener) {
        AlignerException error = refusal;
        if (error != null) {
            throw error;
        }
        started.add(new Running(request, listener));
        return cancellations::release;
    }

    @Override
    public GenerationTask score(ScoreRequest request, ScoreListener listener) {
        double[] scores = new double[request.continuation().length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = -request.continuation()[i];
        }
        listener.scored(new Score(scores, Duration.ZERO));
        return () -> {};
    }

    @Override
    public GenerationTask follow(GenerationRequest request, GenerationListener listener) {
        return submit(request, listener);
    }

    @Override
    public GenerationTask follow(ScoreRequest request, ScoreListener listener) {
        return score(request, listener);
    }

    @Override
    public boolean healthy() {
        return true;
    }

    @Override
    public boolean reachable() {
        return reachable;
    }

    @Override
    public EngineLoad load() {
        return new EngineLoad(0, 0);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void close() {}
}
