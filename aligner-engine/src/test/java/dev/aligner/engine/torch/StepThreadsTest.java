package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class StepThreadsTest {
    private final StepThreads threads = new StepThreads(2);

    /** How many of so many steps were computed by both threads, if a step takes so long with one and with two. */
    private long byBoth(int steps, int tokens, IntToLongFunction nanosByThreads) {
        long both = 0;
        for (int i = 0; i < steps; i++) {
            int used = threads.next(tokens);
            both += used == 2 ? 1 : 0;
            threads.took(tokens, used, nanosByThreads.applyAsLong(used));
        }
        return both;
    }

    @Test
    void aShortStepIsComputedTheWayThatIsFaster() {
        assertThat(byBoth(1000, 1, used -> used == 2 ? 9 : 13)).isGreaterThan(980);
        assertThat(byBoth(1000, 8, used -> used == 2 ? 90 : 13)).isBetween(1L, 20L);
    }

    @Test
    void itIsNoticedWhenTheOtherWayBecomesFaster() {
        byBoth(1000, 1, used -> used == 2 ? 9 : 13);
        assertThat(byBoth(1000, 1, used -> used == 2 ? 60 : 13)).isLessThan(20);
        assertThat(byBoth(1000, 1, used -> used == 2 ? 9 : 13)).isGreaterThan(700);
    }

    @Test
    void aSlowStepAmongManyChangesNothing() {
        byBoth(200, 1, used -> used == 2 ? 9 : 13);
        threads.took(1, 2, 14);
        assertThat(byBoth(20, 1, used -> used == 2 ? 9 : 13)).isGreaterThan(18);
    }

    @Test
    void aLongStepIsComputedByAllUntilOthersWantTheProcessors() {
        assertThat(byBoth(100, 200, used -> used == 2 ? 200 : 350)).isEqualTo(100);
        assertThat(byBoth(1000, 200, used -> used == 2 ? 2000 : 500)).isBetween(2L, 20L);
        // found out when its turn to be tried comes
        assertThat(byBoth(1000, 200, used -> used == 2 ? 200 : 350)).isGreaterThan(700);
        assertThat(byBoth(100, 200, used -> used == 2 ? 200 : 350)).isEqualTo(100);
    }

    @Test
    void oneSlowLongStepChangesNothing() {
        byBoth(10, 200, used -> 200);
        threads.took(200, 2, 5000);
        assertThat(byBoth(10, 200, used -> 200)).isEqualTo(10);
    }

    @Test
    void whoHasOneThreadUsesIt() {
        assertThat(new StepThreads(1).next(1)).isEqualTo(1);
        assertThat(new StepThreads(1).next(100)).isEqualTo(1);
    }
}
