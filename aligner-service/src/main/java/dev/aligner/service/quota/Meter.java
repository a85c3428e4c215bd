package dev.aligner.service.quota;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How much of so many units a minute is used. What is taken flows off evenly, so a whole minute's units may be taken at once
 * and in no stretch of time more than those and what flows off in it. Exact: units are counted in nanoseconds of a minute.
 * The rate comes with each call, so that a new one forgives nothing. Lock-free.
 */
final class Meter {
    private static final long MINUTE = 60_000_000_000L;
    /** More at once than can be counted, and than any limit. */
    private static final long MOST_UNITS = Long.MAX_VALUE / MINUTE;

    private record State(long used, long at) {
        State flown(long perMinute, long now) {
            if (now - at <= 0) {
                return this;
            }
            long elapsed = now - at;
            return new State(elapsed > used / perMinute ? 0 : used - elapsed * perMinute, now);
        }

        State with(long units) {
            long more = Math.min(units, MOST_UNITS) * MINUTE;
            return new State(used > Long.MAX_VALUE - more ? Long.MAX_VALUE : used + more, at);
        }
    }

    private final AtomicReference<State> state;

    /** @param now nanoseconds of a clock that only goes forward, as in every other call */
    Meter(long now) {
        state = new AtomicReference<>(new State(0, now));
    }

    /**
     * Takes units, if that many are there.
     *
     * @return 0 if they were taken, else nanoseconds until they could be
     */
    long take(long units, long perMinute, long now) {
        while (true) {
            State old = state();
            State flown = old.flown(perMinute, now);
            State taken = flown.with(units);
            long beyond = taken.used - perMinute * MINUTE;
            if (beyond > 0) {
                return 1 + (beyond - 1) / perMinute;
            }
            if (state.compareAndSet(old, taken)) {
                return 0;
            }
        }
    }

    /** Takes units, whether they are there or not. */
    void add(long units, long perMinute, long now) {
        state.updateAndGet(old -> old.flown(perMinute, now).with(units));
    }

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    /** Whole units that could be taken. */
    long left(long perMinute, long now) {
        return Math.max(0, (perMinute * MINUTE - state().flown(perMinute, now).used) / MINUTE);
    }

    /** Nanoseconds until everything has flown off. */
    long untilFull(long perMinute, long now) {
        long used = state().flown(perMinute, now).used;
        return used / perMinute + (used % perMinute == 0 ? 0 : 1);
    }

    /** Nanoseconds until one unit could be taken; 0 for now. */
    long untilOne(long perMinute, long now) {
        long beyond = state().flown(perMinute, now).used - (perMinute - 1) * MINUTE;
        return beyond <= 0 ? 0 : 1 + (beyond - 1) / perMinute;
    }
}
