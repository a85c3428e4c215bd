package dev.aligner.service.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.quota.Admission.Granted;
import dev.aligner.service.quota.Admission.Refused;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
    private final Accounts accounts = new Accounts(10, nanos::get);

    private Granted granted(Limits limits) {
        return (Granted) accounts.admit("a", limits);
    }

    private Refused refused(Limits limits) {
        return (Refused) accounts.admit("a", limits);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void requestsAreCountedForEachCallerByItself() {
        Limits two = new Limits(2, 0, 0);
        granted(two);
        granted(two).close();

        Refused third = refused(two);

        assertThat(third.quota()).isEqualTo(new Quota("requests", 2, 0, 60));
        assertThat(third.after()).isEqualTo(Duration.ofSeconds(30));
        assertThat(accounts.admit("b", two)).isInstanceOf(Granted.class);
        pass(Duration.ofSeconds(30));
        assertThat(granted(two).account().standing(two)).containsExactly(new Quota("requests", 2, 0, 60));
    }

    @Test
    void whoHasTokensLeftMayBeginAndPaysAfterwards() {
        Limits limits = new Limits(0, 60, 0);
        Granted first = granted(limits);
        first.account().spent(limits, 100);

        Refused second = refused(limits);

        assertThat(second.quota()).isEqualTo(new Quota("tokens", 60, 0, 100));
        assertThat(second.after()).isEqualTo(Duration.ofSeconds(41));
        pass(Duration.ofSeconds(41));
        assertThat(granted(limits).account().standing(limits)).containsExactly(new Quota("tokens", 60, 1, 59));
    }

    @Test
    void aPlaceIsFreeWhenItsRequestIsOver() {
        Limits one = new Limits(0, 0, 1);
        Granted first = granted(one);
        Refused second = refused(one);
        assertThat(second.quota()).isEqualTo(new Quota("concurrent", 1, 0, 0));
        assertThat(second.quota().perMinute()).isFalse();
        first.close();
        granted(one);
    }

    @Test
    void aRefusalTakesNoPlace() {
        Limits limits = new Limits(1, 0, 1);
        granted(limits).close();
        assertThat(refused(limits).quota().name()).isEqualTo("requests");
        pass(Duration.ofMinutes(1));
        granted(limits);
    }

    @Test
    void withoutALimitThereIsNone() {
        for (int i = 0; i < 1000; i++) {
            assertThat(granted(Limits.NONE).account().standing(Limits.NONE)).isEmpty();
        }
    }

    @Test
    void placesAreNotGivenTwiceToThreads() throws Exception {
        Limits limits = new Limits(500, 0, 0);
        int threads = 8;
        CountDownLatch start = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                counts.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    int granted = 0;
                    for (int i = 0; i < 200; i++) {
                        granted += accounts.admit("a", limits) instanceof Granted ? 1 : 0;
                    }
                    return granted;
                }));
            }
            int all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            assertThat(all).isEqualTo(500);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Of few accounts, idle ones are forgotten all the time; nobody gets anything that with many accounts it would not. */
    @Property(tries = 200)
    void forgettingForgivesNothing(
            @ForAll @Size(max = 80) List<@IntRange(min = 0, max = 99) Integer> steps,
            @ForAll @IntRange(min = 1, max = 3) int most) {
        AtomicLong clock = new AtomicLong();
        Accounts few = new Accounts(most, clock::get);
        Accounts many = new Accounts(1000, clock::get);
        Limits limits = new Limits(2, 50, 2);
        Deque<List<Granted>> running = new ArrayDeque<>();
        for (int step : steps) {
            clock.addAndGet(step * 500_000_000L);
            String caller = "c" + step % 5;
            Admission small = few.admit(caller, limits);
            if (small instanceof Refused refused && refused.quota().name().equals("callers")) {
                assertThat(few.size()).isLessThanOrEqualTo(most);
                continue;
            }
            Admission large = many.admit(caller, limits);
            assertThat(small.getClass()).isEqualTo(large.getClass());
            if (small instanceof Granted one && large instanceof Granted other) {
                one.account().spent(limits, step);
                other.account().spent(limits, step);
                running.add(List.of(one, other));
            }
            if (step % 3 == 0 && !running.isEmpty()) {
                running.remove().forEach(Granted::close);
            }
        }
    }
}
