package dev.aligner.engine;

import dev.aligner.engine.model.Segment;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Stops a model before each step until a test lets it go on. */
final class StepGate implements Consumer<List<Segment>> {
    private static final long DEADLINE_SECONDS = 20;

    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore allowed = new Semaphore(0);

    @Override
    public void accept(List<Segment> segments) {
        arrived.release();
        acquire(allowed, "leave to go on");
    }

    void awaitStep() {
        acquire(arrived, "a step");
    }

    void allow(int steps) {
        allowed.release(steps);
    }

    void open() {
        allowed.release(1_000_000);
    }

    private static void acquire(Semaphore semaphore, String what) {
        try {
            if (!semaphore.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("waited " + DEADLINE_SECONDS + " s for " + what);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
