package dev.aligner.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A loop on a thread of its own, whose clock stands until it is moved. */
final class SteppedLoop implements Loop {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final List<Due> timers = new ArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "stepped-loop");
        made.setDaemon(true);
        thread.set(made);
        return made;
    });

    private record Due(long nanos, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        if (!executor.isShutdown()) {
            executor.execute(task);
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(nanos.get() + Math.max(0, delay.toNanos()), task);
        synchronized (timers) {
            timers.add(due);
        }
        return () -> {
            synchronized (timers) {
                timers.remove(due);
            }
        };
    }

    /** What is due by then happens, in order, before this returns. */
    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        while (true) {
            Due due;
            synchronized (timers) {
                due = timers.stream()
                        .filter(timer -> timer.nanos() <= nanos.get())
                        .min(Comparator.comparingLong(Due::nanos))
                        .orElse(null);
                if (due == null) {
                    return;
                }
                timers.remove(due);
            }
            Runnable task = due.task();
            step(task);
        }
    }

    /** How many things are to happen later. */
    int timers() {
        synchronized (timers) {
            return timers.size();
        }
    }

    /** Whether the next thing that is to happen is so near. */
    boolean isNextWithin(Duration time) {
        synchronized (timers) {
            return timers.stream().anyMatch(timer -> timer.nanos() <= nanos.get() + time.toNanos());
        }
    }

    /** What was given to the loop before has run. */
    void settle() {
        if (!executor.isShutdown()) {
            step(() -> {});
        }
    }

    private void step(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            task.run();
            done.complete(null);
        });
        try {
            done.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread.get());
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
