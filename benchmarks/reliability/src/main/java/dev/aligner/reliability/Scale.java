package dev.aligner.reliability;

import java.time.Duration;

/**
 * How much of everything.
 *
 * @param load of one phase of the load at twice the capacity
 * @param around load that a fault comes into: so long before it, and so long behind
 * @param rounds of what is done several times, as a shutdown
 * @param clients that misbehave
 * @param forwards that fail
 * @param burst requests at once
 * @param names that nobody has heard of, as labels of metrics
 * @param soak how long it is watched; the first fifth is not judged
 */
record Scale(
        Duration load, Duration around, int rounds, int clients, int forwards, int burst, int names, Duration soak) {
    static final Scale FULL = new Scale(
            Duration.ofMinutes(5), Duration.ofSeconds(10), 5, 200, 10_000, 300, 10_000, Duration.ofMinutes(60));
    static final Scale QUICK =
            new Scale(Duration.ofSeconds(12), Duration.ofSeconds(2), 1, 40, 300, 60, 1_000, Duration.ofMinutes(1));

    Scale withSoak(Duration duration) {
        return new Scale(load, around, rounds, clients, forwards, burst, names, duration);
    }
}
