package dev.aligner.service.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a contestant for answers. Whatever is not the upstream's answer ends the run. */
final class Load implements AutoCloseable {
    private static final KeptConnection.Arrival UNHEARD = nanos -> {};

    private final int clients;
    private final ExecutorService threads;

    /** @param clients at once, where all of them ask */
    Load(int clients) {
        this.clients = clients;
        this.threads = Executors.newFixedThreadPool(clients);
    }

    /** One answer, kept. */
    static AnswerReader once(Contestant contestant, Script script) throws IOException {
        try (KeptConnection connection = new KeptConnection(contestant.server().port())) {
            return connection.exchange(contestant.request(script), true, UNHEARD);
        }
    }

    /** Milliseconds that whole answers took one client. */
    static List<Double> times(Contestant contestant, Script script, long bytes, Duration duration) throws IOException {
        List<Double> times = new ArrayList<>();
        byte[] request = contestant.request(script);
        long end = System.nanoTime() + duration.toNanos();
        try (KeptConnection connection = new KeptConnection(contestant.server().port())) {
            while (System.nanoTime() < end) {
                long began = System.nanoTime();
                check(contestant, connection.exchange(request, false, UNHEARD), bytes);
                times.add((System.nanoTime() - began) / 1e6);
            }
        }
        return times;
    }

    /**
     * When the pieces of streams arrived.
     *
     * @param first milliseconds to the first
     * @param gaps milliseconds between two
     */
    record Arrivals(List<Double> first, List<Double> gaps) {}

    static Arrivals arrivals(Contestant contestant, Script script, long bytes, Duration duration) throws IOException {
        Arrivals arrivals = new Arrivals(new ArrayList<>(), new ArrayList<>());
        byte[] request = contestant.request(script);
        long end = System.nanoTime() + duration.toNanos();
        try (KeptConnection connection = new KeptConnection(contestant.server().port())) {
            while (System.nanoTime() < end) {
                List<Long> came = new ArrayList<>();
                check(contestant, connection.exchange(request, false, came::add), bytes);
                arrivals.first().add(came.get(0) / 1e6);
                for (int i = 1; i < came.size(); i++) {
                    arrivals.gaps().add((came.get(i) - came.get(i - 1)) / 1e6);
                }
            }
        }
        return arrivals;
    }

    /** Answers in a second, all clients together. */
    double perSecond(Contestant contestant, Script script, long bytes, Duration duration) throws IOException {
        long began = System.nanoTime();
        List<Future<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            counts.add(threads.submit(
                    () -> times(contestant, script, bytes, duration).size()));
        }
        long all = 0;
        for (Future<Integer> count : counts) {
            all += count(count);
        }
        return all / ((System.nanoTime() - began) / 1e9);
    }

    private static int count(Future<Integer> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void check(Contestant contestant, AnswerReader answer, long bytes) throws IOException {
        if (!answer.good() || answer.bytes() != bytes) {
            throw new IOException(
                    contestant.name() + ": " + answer.bytes() + " bytes (expected: a 200 with " + bytes + ")");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
