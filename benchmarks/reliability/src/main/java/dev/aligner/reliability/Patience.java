package dev.aligner.reliability;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting, always with a bound. */
final class Patience {
    private static final Duration LOOK = Duration.ofMillis(20);

    private Patience() {}

    /** Lets time pass while others work. */
    static void rest(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** Whether it holds at some look within that time. */
    static boolean until(Duration atMost, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            rest(LOOK);
        }
        return true;
    }
}
