package dev.aligner.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class InFlightTest {
    /** Work that ends when the test says so. */
    private static final class Bench {
        final Map<Integer, CompletableFuture<Integer>> open = new LinkedHashMap<>();
        int most;

        CompletableFuture<Integer> start(int item) {
            CompletableFuture<Integer> started = new CompletableFuture<>();
            open.put(item, started);
            most = Math.max(most, open.size());
            return started;
        }

        void end(int item) {
            CompletableFuture<Integer> ended = Objects.requireNonNull(open.remove(item), "under way");
            ended.complete(item);
        }
    }

    @Property(tries = 200)
    void everyItemComesOnceAndNeverMoreThanAllowedAreUnderWay(
            @ForAll @IntRange(max = 60) int items,
            @ForAll @IntRange(min = 1, max = 9) int most,
            @ForAll @IntRange(min = 1, max = 9) int shared,
            @ForAll long seed) {
        Bench bench = new Bench();
        Random random = new Random(seed);
        Semaphore places = new Semaphore(shared);
        List<Integer> results = new ArrayList<>();
        // whoever asks for a result lets some work end that is under way then
        InFlight<Integer, Integer> flight =
                new InFlight<>(IntStream.range(0, items).iterator(), most, places, item -> {
                    CompletableFuture<Integer> started = bench.start(item);
                    if (bench.open.size() == Math.min(most, shared) || item == items - 1) {
                        List<Integer> open = new ArrayList<>(bench.open.keySet());
                        bench.end(open.get(random.nextInt(open.size())));
                    }
                    return started;
                });
        while (flight.hasNext()) {
            if (results.size() + bench.open.size() == items && !bench.open.isEmpty()) {
                bench.end(bench.open.keySet().iterator().next());
            }
            results.add(flight.next());
        }

        assertThat(results)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, items).boxed().toList());
        assertThat(bench.most).isLessThanOrEqualTo(Math.min(most, shared));
        assertThat(places.availablePermits()).isEqualTo(shared);
    }

    @Example
    void whatEndsFirstComesFirst() {
        Bench bench = new Bench();
        InFlight<Integer, Integer> flight = new InFlight<>(List.of(1, 2, 3).iterator(), 3, new Semaphore(9), item -> {
            CompletableFuture<Integer> started = bench.start(item);
            if (item == 3) {
                bench.end(2);
            }
            return started;
        });

        assertThat(flight.next()).isEqualTo(2);
        bench.end(3);
        assertThat(flight.next()).isEqualTo(3);
        bench.end(1);
        assertThat(flight.next()).isEqualTo(1);
        assertThat(flight.hasNext()).isFalse();
    }

    @Example
    void whoIsClosedCancelsAndGivesBack() {
        Bench bench = new Bench();
        Semaphore places = new Semaphore(5);
        InFlight<Integer, Integer> flight = new InFlight<>(List.of(1, 2, 3, 4).iterator(), 3, places, item -> {
            CompletableFuture<Integer> started = bench.start(item);
            if (item == 3) {
                bench.end(1);
            }
            return started;
        });
        assertThat(flight.next()).isEqualTo(1);
        assertThat(places.availablePermits()).isEqualTo(2);

        flight.close();

        assertThat(bench.open.values()).hasSize(3).allMatch(CompletableFuture::isCancelled);
        assertThat(places.availablePermits()).isEqualTo(5);
    }

    @Example
    void aFailureIsThrownAsItIs() {
        IllegalStateException failure = new IllegalStateException("broken");
        Semaphore places = new Semaphore(2);
        InFlight<Integer, Integer> flight =
                new InFlight<>(List.of(1).iterator(), 2, places, item -> CompletableFuture.failedFuture(failure));

        assertThatThrownBy(flight::next).isSameAs(failure);
        assertThat(places.availablePermits()).isEqualTo(2);
    }
}
