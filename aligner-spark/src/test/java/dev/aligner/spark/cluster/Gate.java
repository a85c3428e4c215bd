package dev.aligner.spark.cluster;

import dev.aligner.spark.FakeService;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Lets some lines pass and then holds up all others, until two executors have lines here and somebody opens it. */
final class Gate implements Consumer<FakeService.Asked> {
    private static final long SECONDS = 500;

    private final AtomicInteger passing;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Boolean> bothHeld = new CompletableFuture<>();
    private final CountDownLatch open = new CountDownLatch(1);

    Gate(int passing) {
        this.passing = new AtomicInteger(passing);
    }

    @Override
    public void accept(FakeService.Asked line) {
        if (passing.getAndDecrement() > 0) {
            return;
        }
        held.add(line.caller());
        if (held.size() == 2) {
            bothHeld.complete(true);
        }
        try {
            open.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether two executors are in the middle of their work, some of it done.
     *
     * @param end of who gives them work: after it nobody comes any more
     */
    boolean holdsTwo(CompletableFuture<?> end) {
        return bothHeld.completeOnTimeout(false, SECONDS, TimeUnit.SECONDS)
                .applyToEither(end.thenApply(ended -> false), held -> held)
                .join();
    }

    void open() {
        open.countDown();
    }
}
