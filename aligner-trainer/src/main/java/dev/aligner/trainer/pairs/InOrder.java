package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has work done, so many pieces at once, and writes the results into a journal in the order of the pieces.
 *
 * @param inFlight pieces under way at once, at least 1: enough to fill the models' batches
 */
record InOrder(int inFlight) {
    InOrder {
        if (inFlight < 1) {
            throw new IllegalArgumentException("inFlight: " + inFlight + " (expected: >= 1)");
        }
    }

    /**
     * Does what the journal does not hold yet.
     *
     * @param work by the key of its result
     * @param written told of each new entry
     * @throws AlignerException if a piece fails; what was done until then is in the journal
     */
    <T> void run(Map<String, Supplier<CompletableFuture<T>>> work, Journal<T> journal, Consumer<T> written) {
        Queue<CompletableFuture<T>> underWay = new ArrayDeque<>();
        work.forEach((key, piece) -> {
            if (!journal.holds(key)) {
                if (underWay.size() == inFlight) {
                    write(underWay.remove(), journal, written);
                }
                underWay.add(piece.get());
            }
        });
        while (!underWay.isEmpty()) {
            write(underWay.remove(), journal, written);
        }
    }

    private static <T> void write(CompletableFuture<T> piece, Journal<T> journal, Consumer<T> written) {
        T entry = join(piece);
        journal.append(entry);
        written.accept(entry);
    }

    /** What was thrown, without what a future wraps it in. */
    static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    /** The result, or the failure as it was thrown. */
    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AlignerException known) {
                throw known;
            }
            throw e;
        }
    }
}
