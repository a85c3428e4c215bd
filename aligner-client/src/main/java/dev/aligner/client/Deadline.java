package dev.aligner.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** Until when a call is worth waiting for, all its tries together. */
final class Deadline {
    private final Scheduler timer;
    private final long end;

    private Deadline(Scheduler timer, long end) {
        this.timer = timer;
        this.end = end;
    }

    /** From now on. */
    static Deadline in(Duration time, Scheduler timer) {
        return new Deadline(timer, timer.now(TimeUnit.NANOSECONDS) + time.toNanos());
    }

    /** Perhaps negative. */
    Duration left() {
        return Duration.ofNanos(end - timer.now(TimeUnit.NANOSECONDS));
    }

    boolean allows(Duration wait) {
        return left().compareTo(wait) > 0;
    }
}
