package dev.aligner.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Sends one request after the other, or at a rate. */
final class Load {
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(50);

    private final Client client;
    private final IntFunction<Ask> asks;
    private final Tally tally;
    private final AtomicInteger numbers;
    private final Consumer<Reply> heard;
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean ended;

    private Load(Client client, IntFunction<Ask> asks, Tally tally, int first, Consumer<Reply> heard) {
        this.client = client;
        this.asks = asks;
        this.tally = tally;
        this.numbers = new AtomicInteger(first);
        this.heard = heard;
    }

    /** Callers of which each sends its next request when it has the answer to the one before, until it is ended. */
    static Load steady(Client client, IntFunction<Ask> asks, Tally tally, int callers) {
        return steady(client, asks, tally, callers, 0, reply -> {});
    }

    /**
     * @param first number that is asked for
     * @param heard of each reply, on its caller's thread
     */
    static Load steady(
            Client client, IntFunction<Ask> asks, Tally tally, int callers, int first, Consumer<Reply> heard) {
        Load load = new Load(client, asks, tally, first, heard);
        for (int i = 0; i < callers; i++) {
            Thread caller = new Thread(load::call, "caller-" + i);
            caller.setDaemon(true);
            load.callers.add(caller);
            caller.start();
        }
        return load;
    }

    private void call() {
        while (!ended) {
            Reply reply = client.send(asks.apply(numbers.getAndIncrement()));
            tally.add(reply);
            heard.accept(reply);
            if (!reply.isOk()) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            }
        }
    }

    /**
     * Requests at random times, so many a second on average, whatever becomes of those before; returns when all have come back.
     *
     * @return requests that were sent
     */
    static int open(Client client, IntFunction<Ask> asks, Tally tally, double perSecond, Duration duration, int first) {
        Random random = new Random(1);
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        long end = System.nanoTime() + duration.toNanos();
        long due = System.nanoTime();
        int number = first;
        while (due < end) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            sent.add(client.start(asks.apply(number++), due).thenAccept(tally::add));
            due += Math.round(-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
        }
        sent.forEach(CompletableFuture::join);
        return sent.size();
    }

    /** What happens while the load goes on. */
    interface Meanwhile {
        void happens() throws Exception;
    }

    void during(Meanwhile meanwhile) throws Exception {
        try {
            meanwhile.happens();
        } finally {
            end();
        }
    }

    /** Lets each caller get its last answer. */
    void end() throws InterruptedException {
        ended = true;
        for (Thread caller : callers) {
            caller.join();
        }
    }
}
