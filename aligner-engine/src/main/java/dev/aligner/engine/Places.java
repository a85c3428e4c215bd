package dev.aligner.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Room for requests, waiting and running together. Any thread takes a place; each is given back exactly once. */
final class Places {
    private final int capacity;
    private final AtomicInteger taken = new AtomicInteger();

    Places(int capacity) {
        this.capacity = capacity;
    }

    /** A place, or null if all are taken. */
    @Nullable
    Place take() {
        int before = taken.getAndUpdate(count -> count < capacity ? count + 1 : count);
        return before < capacity ? new Place() : null;
    }

    /**
     * A place even if all are taken, for what follows a request that has just given its own back. As long as there are too
     * many nobody else comes in, so that there are never more than twice the capacity: one follows, or two that are
     * scored together.
     */
    Place takeAnyway() {
        taken.incrementAndGet();
        return new Place();
    }

    int capacity() {
        return capacity;
    }

    int taken() {
        return taken.get();
    }

    /** One request's place. */
    final class Place {
        private final AtomicBoolean held = new AtomicBoolean(true);

        boolean isHeld() {
            return held.get();
        }

        void giveBack() {
            if (!held.compareAndSet(true, false)) {
                throw new IllegalStateException("place: given back already (expected: once)");
            }
            taken.decrementAndGet();
        }
    }
}
