package dev.aligner.spark.executor;

import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Results of work of which a bounded number is under way, in order of completion: a long one holds up nobody. For one thread.
 *
 * @param <T> what work is done on
 * @param <R> what comes of it
 */
final class InFlight<T, R> implements Iterator<R>, AutoCloseable {
    private final Iterator<T> items;
    private final int most;
    private final Semaphore places;
    private final Function<T, CompletableFuture<R>> work;
    private final Set<Piece<R>> underWay = new HashSet<>();
    private final BlockingQueue<Piece<R>> done = new LinkedBlockingQueue<>();

    /** Of work: itself, whatever its result. */
    private static final class Piece<R> {
        final CompletableFuture<R> result;

        Piece(CompletableFuture<R> result) {
            this.result = result;
        }
    }

    /**
     * @param most under way at once
     * @param places shared with others; each piece of work takes one
     * @param work starts a piece and returns at once; if its future is cancelled, the work is
     */
    InFlight(Iterator<T> items, int most, Semaphore places, Function<T, CompletableFuture<R>> work) {
        this.items = items;
        this.most = most;
        this.places = places;
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        return !underWay.isEmpty() || items.hasNext();
    }

    /**
     * Waits for the next result.
     *
     * @throws RuntimeException what the work failed with
     */
    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            fill();
            Piece<R> first = done.take();
            settle(first);
            // started now, so that it runs while the caller does something with the result
            fill();
            return first.result.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while corrections were under way", e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    private void fill() throws InterruptedException {
        while (underWay.size() < most && items.hasNext() && place()) {
            Piece<R> started = new Piece<>(work.apply(items.next()));
            underWay.add(started);
            var unused = started.result.whenComplete((result, error) -> done.add(started));
        }
    }

    /** Who has nothing under way waits for a place; who has goes on with that. */
    private boolean place() throws InterruptedException {
        if (!underWay.isEmpty()) {
            return places.tryAcquire();
        }
        places.acquire();
        return true;
    }

    private void settle(Piece<R> ended) {
        underWay.remove(ended);
        places.release();
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        for (Piece<R> each : Set.copyOf(underWay)) {
            each.result.cancel(false);
            settle(each);
        }
    }
}
