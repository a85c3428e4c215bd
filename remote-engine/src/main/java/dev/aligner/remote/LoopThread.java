package dev.aligner.remote;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop on a thread of its own, by the system's clock. Giving it a task takes no lock: callers are event loops. That is
 * what a scheduled executor of the JDK cannot promise.
 */
final class LoopThread implements Loop, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);

    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    /** The thread's own. */
    private final PriorityQueue<Due> timers = new PriorityQueue<>(Comparator.comparingLong(Due::left));

    private final Thread thread;
    private volatile boolean closed;

    /** Without equality of its own: two tasks of the same time are two. */
    private final class Due {
        private final long nanos;
        private final Runnable task;

        Due(long nanos, Runnable task) {
            this.nanos = nanos;
            this.task = task;
        }

        /** To the loop's beginning of time, so that the clock's overflow does not matter. */
        long left() {
            return nanos - began;
        }
    }

    private final long began = System.nanoTime();

    LoopThread() {
        thread = new Thread(this, "aligner-remote");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        inbox.add(task);
        LockSupport.unpark(thread);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(nanoTime() + Math.max(0, delay.toNanos()), task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public void run() {
        while (!closed) {
            for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
                logged(task);
            }
            Due due = timers.peek();
            if (due != null && due.nanos - nanoTime() <= 0) {
                timers.remove();
                logged(due.task);
            } else if (!closed) {
                park(due);
            }
        }
    }

    private void park(@Nullable Due due) {
        if (due == null) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, due.nanos - nanoTime());
        }
    }

    private static void logged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of the remote engine threw", e);
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
