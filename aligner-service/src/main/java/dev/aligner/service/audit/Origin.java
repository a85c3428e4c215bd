package dev.aligner.service.audit;

import dev.aligner.service.problem.RequestId;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Where a correction was asked for.
 *
 * @param surface the way in, for example {@code rest}; a closed set
 * @param route of the proxy, or the plug's name; null where there is none
 * @param requestId null where the request has none
 * @param key the id of the key that the caller showed; null without one
 */
public record Origin(
        String surface,
        @Nullable String route,
        @Nullable String requestId,
        @Nullable String key) {
    /** The attribute of an exchange that holds the id of the caller's key, a string. */
    public static final String KEY = Origin.class.getName() + ".key";

    /** A batch asks again until a place is free: a full queue is not how its corrections end. */
    public static final String BATCH = "batch";

    /** One that says no more than this, as the command line. */
    public static final Origin UNKNOWN = new Origin("unknown", null, null, null);

    public static Origin of(ServerWebExchange exchange, String surface) {
        return of(exchange, surface, null);
    }

    public static Origin of(ServerWebExchange exchange, String surface, @Nullable String route) {
        return new Origin(surface, route, RequestId.of(exchange), exchange.getAttribute(KEY));
    }
}
