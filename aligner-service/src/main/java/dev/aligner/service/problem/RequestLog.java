package dev.aligner.service.problem;

import io.micrometer.context.ContextSnapshotFactory;
import org.slf4j.Logger;
import org.springframework.web.server.ServerWebExchange;
import reactor.util.context.ContextView;

/**
 * Has the log know the request that something is written for: its id and its trace, on whatever thread that happens. Reactor could
 * bring these to a thread at every signal; that took more than half as long again as a passed request takes without it, and
 * lines are few.
 */
public final class RequestLog {
    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private RequestLog() {}

    /** @param what happened to the request */
    public static void warn(Logger log, ServerWebExchange exchange, String what) {
        within(RequestId.context(exchange), () -> log.warn("request {}: {}", RequestId.of(exchange), what));
    }

    /** @param request the context of its publishers */
    static void within(ContextView request, Runnable telling) {
        SNAPSHOTS.captureFrom(request).wrap(telling).run();
    }
}
