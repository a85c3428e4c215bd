package dev.aligner.remote;

import java.time.Duration;
import java.util.concurrent.Executor;

/** The one thread on which everything of a remote engine happens, and its clock. */
interface Loop extends Executor {
    /** Runs a task later, but for those of a loop that was closed. Takes no lock. */
    @Override
    void execute(Runnable task);

    /** Runs a task after some time, unless that is cancelled. On the loop, as is the cancelling. */
    Timer after(Duration delay, Runnable task);

    /** Monotonic. */
    long nanoTime();

    /** Whether the caller is on it. */
    boolean isCurrent();

    /** Ends it: what has not run yet does not. */
    void close();

    /** Something that is to happen. */
    interface Timer {
        /** It will not; for what has happened this does nothing. */
        void cancel();
    }
}
