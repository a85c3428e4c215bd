package dev.aligner.relay;

import dev.aligner.core.Evidence;
import java.time.Duration;
import java.util.List;

/** Routes' policies for tests. */
final class Policies {
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private Policies() {}

    static RoutePolicy of(Bounds bounds) {
        return new RoutePolicy(
                "kinder", StreamMode.WINDOW, 0, OnFailure.OPEN, Blocking.NEVER, DEADLINE, 1024, false, bounds);
    }

    static RoutePolicy choosing(String model, List<String> models) {
        return new RoutePolicy(
                null,
                StreamMode.WINDOW,
                0,
                OnFailure.OPEN,
                Blocking.NEVER,
                DEADLINE,
                1024,
                false,
                new Bounds(List.of(), List.of(), 0, 1, Evidence.NONE, models),
                null,
                model);
    }

    static RoutePolicy buffering(int pace, Duration deadline) {
        return new RoutePolicy(
                null,
                StreamMode.BUFFER,
                pace,
                OnFailure.OPEN,
                Blocking.NEVER,
                deadline,
                1 << 20,
                false,
                new Bounds(List.of(), List.of(), 0, 1, Evidence.NONE));
    }
}
