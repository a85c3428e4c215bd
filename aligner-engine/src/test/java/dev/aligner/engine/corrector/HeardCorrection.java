package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener that remembers, and complains of what the contract forbids. */
final class HeardCorrection implements CorrectionListener {
    private final StringBuilder streamed = new StringBuilder();
    private final CompletableFuture<Correction> end = new CompletableFuture<>();

    @Override
    public synchronized void delta(String text) {
        if (end.isDone() || text.isEmpty()) {
            throw new AssertionError("a delta after the end, or an empty one");
        }
        streamed.append(text);
    }

    @Override
    public void corrected(Correction correction) {
        if (!end.complete(correction)) {
            throw new AssertionError("ended twice");
        }
    }

    @Override
    public void failed(AlignerException error) {
        if (!end.completeExceptionally(error)) {
            throw new AssertionError("ended twice");
        }
    }

    synchronized String streamed() {
        return streamed.toString();
    }

    boolean ended() {
        return end.isDone();
    }

    /** The outcome, within a minute. */
    Correction correction() {
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
