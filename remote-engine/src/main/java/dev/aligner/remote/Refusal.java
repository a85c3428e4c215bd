package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the failures of a server, and of the way to it, are to a caller. No body of an answer is quoted: prompts stand there. */
final class Refusal {
    static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int SERVER_ERROR = 500;
    private static final Duration AWAY_RETRY = Duration.ofSeconds(5);
    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    private Refusal() {}

    /** Whether the same request may be answered a little later. */
    static boolean isBusy(int status) {
        return status == TOO_MANY || status == UNAVAILABLE;
    }

    /** Whether it says that something is wrong with the server, rather than with a request. */
    static boolean isFault(int status) {
        return status >= SERVER_ERROR && status != UNAVAILABLE;
    }

    /** Whether asking again, however late, gives nothing else. */
    static boolean isFinal(int status) {
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }

    static AlignerException of(int status, @Nullable Duration retryAfter) {
        if (isBusy(status)) {
            return AlignerException.retryLater(
                    ErrorCode.QUEUE_FULL,
                    "remote engine: HTTP " + status + " (expected: 200)",
                    retryAfter == null ? BUSY_RETRY : retryAfter);
        }
        String why = isFinal(status) ? ", the api key is not accepted" : "";
        return AlignerException.of(ErrorCode.MODEL_FAILED, "remote engine: HTTP " + status + why + " (expected: 200)");
    }

    /** No answer has begun. */
    static AlignerException unreachable(Throwable cause) {
        return AlignerException.retryLater(
                ErrorCode.NOT_READY,
                "remote engine: no answer, " + cause.getClass().getSimpleName() + " (expected: HTTP 200)",
                AWAY_RETRY);
    }

    static AlignerException brokenOff(String how) {
        return AlignerException.of(
                ErrorCode.MODEL_FAILED, "remote engine: " + how + " (expected: an answer to its end)");
    }

    static AlignerException brokenOff(Throwable cause) {
        return AlignerException.of(
                ErrorCode.MODEL_FAILED,
                "remote engine: the connection broke, " + cause.getClass().getSimpleName()
                        + " (expected: an answer to its end)",
                cause);
    }

    static AlignerException malformed(String what, String expected) {
        return AlignerException.of(ErrorCode.MODEL_FAILED, "remote engine: " + what + " (expected: " + expected + ")");
    }

    static AlignerException deadline() {
        return AlignerException.of(ErrorCode.DEADLINE, "deadline: passed before the remote engine was done");
    }

    static AlignerException cancelled() {
        return AlignerException.of(ErrorCode.CANCELLED, "request: cancelled by its caller");
    }

    static AlignerException draining() {
        return AlignerException.of(ErrorCode.DRAINING, "remote engine: closed");
    }
}
