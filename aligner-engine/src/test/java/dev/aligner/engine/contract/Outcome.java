package dev.aligner.engine.contract;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.edit.Edit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What two runs of one request have in common: all but how long they took and what was shared with others. */
record Outcome(
        Action action,
        String text,
        List<Edit> edits,
        @Nullable Reason reason,
        @Nullable FinishReason finishReason,
        int promptTokens) {

    static Outcome of(Corrector corrector, CorrectionRequest request) {
        return Running.start(corrector, request).outcome();
    }

    private static Outcome of(Correction correction) {
        return new Outcome(
                correction.action(),
                correction.text(),
                correction.edits(),
                correction.reason(),
                correction.finishReason(),
                correction.usage().promptTokens());
    }

    /** A request that was accepted, and what its listener heard so far. */
    static final class Running implements CorrectionListener {
        private final StringBuilder streamed = new StringBuilder();
        private final CompletableFuture<Correction> end = new CompletableFuture<>();
        private final AtomicInteger ends = new AtomicInteger();
        private CorrectionTask task = () -> {};

        static Running start(Corrector corrector, CorrectionRequest request) {
            Running running = new Running();
            running.task = corrector.correct(request, running);
            return running;
        }

        @Override
        public synchronized void delta(String text) {
            // one that is empty or late makes the two texts differ
            streamed.append(text.isEmpty() || end.isDone() ? "\0" : text);
        }

        @Override
        public void corrected(Correction correction) {
            ends.incrementAndGet();
            end.complete(correction);
        }

        @Override
        public void failed(AlignerException error) {
            ends.incrementAndGet();
            end.completeExceptionally(error);
        }

        void cancel() {
            task.cancel();
        }

        int ends() {
            return ends.get();
        }

        synchronized String streamed() {
            return streamed.toString();
        }

        Outcome outcome() {
            return Outcome.of(correction());
        }

        /** The end, within a minute. */
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
}
