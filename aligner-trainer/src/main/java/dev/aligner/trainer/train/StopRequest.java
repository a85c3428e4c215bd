package dev.aligner.trainer.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a run, from any thread, to end after the step under way. */
final class StopRequest {
    private final AtomicBoolean requested = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    void request() {
        requested.set(true);
    }

    boolean requested() {
        return requested.get();
    }

    /** The run has ended, and all that it had to write is written. */
    void ended() {
        ended.countDown();
    }

    /** Whether the run has ended within so many seconds. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }
}
