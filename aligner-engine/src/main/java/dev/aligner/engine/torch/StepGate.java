package dev.aligner.engine.torch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * What this process computes goes through here, until it is shut. A process that ends runs the libraries' own ends beside threads that
 * still compute with them, and one in the middle of a step then crashes it, with a page of addresses in the place of an exit code.
 */
public final class StepGate {
    static final StepGate OF_PROCESS = new StepGate();

    /** As long as the step under way may take, a long prompt on a busy machine; whoever asked the process to end waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    StepGate() {}

    /**
     * When this process is asked to end, it does so between two steps. For command lines, whose engines nobody closes then; a
     * service's answers, which are to be finished, would stand still. To be called once.
     */
    public static void shutAtEnd() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OF_PROCESS.shut(PATIENCE), "aligner-step-gate"));
    }

    /** Computes; never comes back where the gate is shut. */
    <T> T through(Supplier<T> step) {
        lock.readLock().lock();
        try {
            return step.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Waits for the steps under way, and lets no other begin.
     *
     * @return whether none is under way; if one still is, others may begin too
     */
    boolean shut(Duration atMost) {
        try {
            return lock.writeLock().tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
