package dev.aligner.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one root of what can go wrong. Its message names the value and what was expected, and never holds a prompt or an
 * answer. Expected refusals carry no stack trace.
 */
public class AlignerException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String field;
    private final @Nullable Duration retryAfter;

    private AlignerException(
            ErrorCode code,
            String message,
            @Nullable String field,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause, true, code.blame() == ErrorCode.Blame.MODEL);
        this.code = code;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    public static AlignerException of(ErrorCode code, String message) {
        return new AlignerException(code, message, null, null, null);
    }

    public static AlignerException of(ErrorCode code, String message, Throwable cause) {
        return new AlignerException(code, message, null, null, cause);
    }

    /** A field of the request is at fault; {@code message} names it, its value or size, and the limit. */
    public static AlignerException invalidField(String field, String message) {
        return new AlignerException(ErrorCode.INVALID_FIELD, message, field, null, null);
    }

    /** A field of the request is larger than a stated limit. */
    public static AlignerException tooLarge(String field, String message) {
        return new AlignerException(ErrorCode.TOO_LARGE, message, field, null, null);
    }

    /** Nothing is wrong with the request; it may be sent again after the given time. */
    public static AlignerException retryLater(ErrorCode code, String message, Duration retryAfter) {
        return new AlignerException(code, message, null, retryAfter, null);
    }

    public ErrorCode code() {
        return code;
    }

    /** The request's field at fault, in the wire's spelling, or null. */
    public @Nullable String field() {
        return field;
    }

    /** After which time the same request may succeed, or null where waiting does not help. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
