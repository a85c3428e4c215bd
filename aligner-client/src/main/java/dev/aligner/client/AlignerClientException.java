package dev.aligner.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * There is no correction: the service said so, in a problem of RFC 9457, or said nothing that can be used. Its message
 * never holds a question, an answer or a key. Without a stack trace, which would only show the event loop's.
 */
public final class AlignerClientException extends RuntimeException {
    /** No connection came about, so that nothing was asked. */
    public static final String UNREACHABLE = "unreachable";
    /** The connection broke before the answer had come. */
    public static final String BROKEN_OFF = "broken_off";
    /** The service let pass more time than the request has, and did not say so itself. */
    public static final String DEADLINE = "deadline";
    /** What came is no correction. */
    public static final String UNUSABLE = "unusable_response";

    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final String code;
    private final int status;
    private final @Nullable String field;
    private final @Nullable Duration retryAfter;
    private final @Nullable String requestId;

    private AlignerClientException(
            String code,
            int status,
            String message,
            @Nullable String field,
            @Nullable Duration retryAfter,
            @Nullable String requestId,
            @Nullable Throwable cause) {
        super(message, cause, true, false);
        this.code = code;
        this.status = status;
        this.field = field;
        this.retryAfter = retryAfter;
        this.requestId = requestId;
    }

    /** What the service says. */
    static AlignerClientException problem(
            String code,
            int status,
            String detail,
            @Nullable String field,
            @Nullable Duration retryAfter,
            @Nullable String requestId) {
        return new AlignerClientException(code, status, code + ": " + detail, field, retryAfter, requestId, null);
    }

    static AlignerClientException of(String code, String detail, @Nullable Throwable cause) {
        return new AlignerClientException(code, 0, code + ": " + detail, null, null, null, cause);
    }

    static AlignerClientException unusable(String detail) {
        return of(UNUSABLE, detail, null);
    }

    /** What is wrong, for programs: the service's own code, as {@code queue_full}, or one of the constants here. */
    public String code() {
        return code;
    }

    /** The status of HTTP, or 0 where the service did not answer. */
    public int status() {
        return status;
    }

    /** The request's field at fault, in the wire's spelling, or null. */
    public @Nullable String field() {
        return field;
    }

    /** After which time the same request may succeed, or null where nobody said so. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The request's id in the service's log, or null. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** Whether nothing was begun, so that the same request may be sent again. */
    public boolean retryable() {
        return code.equals(UNREACHABLE) || (retryAfter != null && (status == TOO_MANY || status == UNAVAILABLE));
    }
}
