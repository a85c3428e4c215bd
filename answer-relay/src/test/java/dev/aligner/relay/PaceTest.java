package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class PaceTest {
    private static List<Pace.Sent> text(int... characters) {
        List<Pace.Sent> all = new ArrayList<>();
        for (int length : characters) {
            all.add(new Pace.Sent("x".repeat(length).getBytes(StandardCharsets.US_ASCII), length));
        }
        return all;
    }

    /** When each piece came, in milliseconds from the time it was there. */
    private static List<Long> times(VirtualTimeScheduler clock, Pace pace, List<Pace.Sent> text) {
        long began = clock.now(TimeUnit.MILLISECONDS);
        List<Long> times = new ArrayList<>();
        pace.over(text).subscribe(piece -> times.add(clock.now(TimeUnit.MILLISECONDS) - began));
        clock.advanceTimeBy(Duration.ofHours(1));
        return times;
    }

    @Test
    void aPieceComesWhenTheOneBeforeIsRead() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Pace pace = Pace.of(Policies.buffering(100, Duration.ofSeconds(10)), StreamMode.BUFFER, clock);
        pace.begin();

        assertThat(times(clock, pace, text(50, 0, 25, 10))).containsExactly(0L, 500L, 500L, 750L);
    }

    @Test
    void whatWouldBeTooLateGoesFasterAndWhatIsGoesAtOnce() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Pace pace = Pace.of(Policies.buffering(10, Duration.ofSeconds(4)), StreamMode.BUFFER, clock);
        pace.begin();
        clock.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(times(clock, pace, text(50, 50, 100))).containsExactly(0L, 250L, 500L);
        assertThat(times(clock, pace, text(50, 50))).containsExactly(0L, 0L);
    }

    @Test
    void onlyWhatIsHeldToItsEndIsPaced() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        for (StreamMode mode : List.of(StreamMode.WINDOW, StreamMode.POST_HOC)) {
            Pace pace = Pace.of(Policies.buffering(10, Duration.ofSeconds(4)), mode, clock);
            pace.begin();
            assertThat(times(clock, pace, text(50, 50))).containsExactly(0L, 0L);
        }
        Pace none = Pace.of(Policies.buffering(0, Duration.ofSeconds(4)), StreamMode.BUFFER, clock);
        none.begin();
        assertThat(times(clock, none, text(50, 50))).containsExactly(0L, 0L);
    }

    @Property(tries = 200)
    void nothingIsLaterThanTheDeadlineAndNothingIsLost(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 300) Integer> characters,
            @ForAll @IntRange(min = 1, max = 500) int perSecond,
            @ForAll @IntRange(max = 3000) int spent) {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        Pace pace = Pace.of(Policies.buffering(perSecond, Duration.ofSeconds(2)), StreamMode.BUFFER, clock);
        pace.begin();
        clock.advanceTimeBy(Duration.ofMillis(spent));
        int[] lengths = characters.stream().mapToInt(Integer::intValue).toArray();

        List<Long> times = times(clock, pace, text(lengths));

        assertThat(times).hasSameSizeAs(characters).isSorted();
        assertThat(times.get(times.size() - 1)).isLessThanOrEqualTo(Math.max(0, 2000 - spent));
    }
}
