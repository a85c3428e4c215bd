package dev.aligner.relay;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What HTTP says of a failure. */
public final class FailureStatus {
    private FailureStatus() {}

    /** The status of HTTP; 499 is for logs alone. */
    public static int of(ErrorCode code) {
        return switch (code) {
            case INVALID_FIELD -> 422;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case UNKNOWN_MODEL -> 404;
            case TOO_LARGE -> 413;
            case RATE_LIMITED -> 429;
            case CANCELLED -> 499;
            case QUEUE_FULL, BREAKER_OPEN, NOT_READY, DRAINING -> 503;
            case DEADLINE -> 504;
            case DEGENERATE_OUTPUT -> 502;
            case MODEL_FILE, MODEL_FAILED -> 500;
        };
    }

    /** What a caller may read of it. */
    public static String detail(AlignerException error) {
        // what a broken model says is for the operator
        return error.code() == ErrorCode.MODEL_FAILED ? "the engine failed" : String.valueOf(error.getMessage());
    }

    /** Seconds for {@code Retry-After}, or null where waiting does not help. */
    public static @Nullable Long retryAfter(AlignerException error) {
        Duration wait = error.retryAfter();
        return wait != null || of(error.code()) == 503
                ? RetryAfter.seconds(wait == null ? Duration.ZERO : wait, ThreadLocalRandom.current())
                : null;
    }
}
