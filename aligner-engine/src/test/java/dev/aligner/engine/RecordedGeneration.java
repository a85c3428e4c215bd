package dev.aligner.engine;

import dev.aligner.core.AlignerException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A listener that remembers what it heard and lets a test wait for the end. */
class RecordedGeneration implements GenerationListener {
    private static final long DEADLINE_SECONDS = 20;

    private final List<String> deltas = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger ends = new AtomicInteger();
    private volatile @Nullable Generation generation;
    private volatile @Nullable AlignerException error;

    @Override
    public void text(String delta) {
        deltas.add(delta);
    }

    @Override
    public void finished(Generation finished) {
        generation = finished;
        end();
    }

    @Override
    public void failed(AlignerException failure) {
        error = failure;
        end();
    }

    private void end() {
        ends.incrementAndGet();
        ended.countDown();
    }

    List<String> deltas() {
        return deltas;
    }

    boolean hasEnded() {
        return ends.get() > 0;
    }

    boolean isFailed() {
        return error != null;
    }

    Generation generation() {
        awaitEnd();
        if (error != null) {
            throw new AssertionError("failed (expected: a generation)", error);
        }
        return Objects.requireNonNull(generation);
    }

    AlignerException error() {
        awaitEnd();
        return Objects.requireNonNull(error, "an error");
    }

    void awaitEnd() {
        try {
            if (!ended.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the generation has not ended after " + DEADLINE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (ends.get() != 1) {
            throw new AssertionError(ends.get() + " ends (expected: 1)");
        }
    }
}
