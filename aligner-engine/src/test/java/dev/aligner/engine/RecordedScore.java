package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener that lets a test wait for the end, and complains of a second one. */
final class RecordedScore implements ScoreListener {
    private final CompletableFuture<Score> end = new CompletableFuture<>();

    @Override
    public void scored(Score score) {
        if (!end.complete(score)) {
            throw new AssertionError("ended twice");
        }
    }

    @Override
    public void failed(AlignerException error) {
        if (!end.completeExceptionally(error)) {
            throw new AssertionError("ended twice");
        }
    }

    /** The score, within a minute; throws the error that came in its place. */
    Score score() {
        try {
            return end.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AlignerException known) {
                throw known;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end", e);
        }
    }
}
