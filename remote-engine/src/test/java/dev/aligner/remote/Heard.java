package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.Score;
import dev.aligner.engine.ScoreListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener that remembers, lets a test wait, and complains of a second end. */
final class Heard implements GenerationListener, ScoreListener {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> deltas = new LinkedBlockingQueue<>();
    private final CompletableFuture<Object> end = new CompletableFuture<>();

    @Override
    public void text(String delta) {
        deltas.add(delta);
    }

    @Override
    public void finished(Generation generation) {
        ended(generation);
    }

    @Override
    public void scored(Score score) {
        ended(score);
    }

    @Override
    public void failed(AlignerException error) {
        ended(error);
    }

    private void ended(Object how) {
        if (!end.complete(how)) {
            throw new AssertionError("ended twice");
        }
    }

    boolean hasEnded() {
        return end.isDone();
    }

    String nextText() {
        try {
            String delta = deltas.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (delta == null) {
                throw new AssertionError("no text");
            }
            return delta;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Generation generation() {
        return end(Generation.class);
    }

    Score score() {
        return end(Score.class);
    }

    AlignerException error() {
        return end(AlignerException.class);
    }

    private <T> T end(Class<T> type) {
        try {
            return type.cast(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ClassCastException e) {
            throw new AssertionError(end.join().toString(), e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no end", e);
        }
    }
}
