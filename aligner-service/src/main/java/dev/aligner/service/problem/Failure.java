package dev.aligner.service.problem;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.FailureStatus;
import dev.aligner.relay.UncorrectedException;
import dev.aligner.service.wire.MalformedInputException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;

/**
 * The one mapping from what went wrong to what the caller is told.
 *
 * @param headers that go with the status: {@code Retry-After}, {@code Allow}, {@code Accept}
 * @param unexpected whether this is our own fault and belongs in the log
 */
public record Failure(Problem problem, HttpHeaders headers, boolean unexpected) {

    public static Failure of(Throwable error, @Nullable String requestId) {
        if (error instanceof AlignerException known) {
            return of(known, requestId);
        }
        if (error instanceof UncorrectedException refused) {
            return expected(Problem.of(
                    refused.status(),
                    "Not corrected",
                    refused.why().wireName(),
                    refused.getMessage(),
                    null,
                    requestId));
        }
        if (error instanceof MalformedInputException malformed) {
            return expected(Problem.of(400, "Malformed request", "malformed", malformed.getMessage(), null, requestId));
        }
        if (error instanceof ErrorResponse response && response.getStatusCode().value() < 500) {
            return of(response, error, requestId);
        }
        Problem problem =
                Problem.of(500, "Internal error", "internal", "something failed inside the service", null, requestId);
        return new Failure(problem, HttpHeaders.EMPTY, true);
    }

    private static Failure of(AlignerException error, @Nullable String requestId) {
        ErrorCode code = error.code();
        Problem problem = Problem.of(
                FailureStatus.of(code),
                title(code),
                code.wireName(),
                FailureStatus.detail(error),
                error.field(),
                requestId);
        HttpHeaders headers = new HttpHeaders();
        Long wait = FailureStatus.retryAfter(error);
        if (wait != null) {
            headers.set(HttpHeaders.RETRY_AFTER, wait.toString());
        }
        return new Failure(problem, headers, FailureStatus.of(code) == 500);
    }

    private static Failure of(ErrorResponse response, Throwable error, @Nullable String requestId) {
        int status = response.getStatusCode().value();
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "HTTP " + status : known.getReasonPhrase();
        Problem problem = Problem.of(
                status, title, title.toLowerCase(Locale.ROOT).replace(' ', '_'), detail(error), null, requestId);
        return new Failure(problem, response.getHeaders(), false);
    }

    private static @Nullable String detail(Throwable error) {
        if (error instanceof RefusedRequestException refused) {
            return refused.detail();
        }
        if (error instanceof MethodNotAllowedException method) {
            return "method " + method.getHttpMethod() + " (expected: "
                    + method.getSupportedMethods().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(", "))
                    + ")";
        }
        if (error instanceof UnsupportedMediaTypeStatusException type) {
            return "Content-Type: " + (type.getContentType() == null ? "missing or not readable" : "not supported")
                    + " (expected: " + MediaType.toString(type.getSupportedMediaTypes()) + ")";
        }
        if (error instanceof NotAcceptableStatusException accept) {
            return "Accept (expected: " + MediaType.toString(accept.getSupportedMediaTypes()) + ")";
        }
        return error instanceof ErrorResponse response
                        && response.getStatusCode().value() == 404
                ? "nothing is at this path; /v3/api-docs lists what there is"
                : null;
    }

    private static Failure expected(Problem problem) {
        return new Failure(problem, HttpHeaders.EMPTY, false);
    }

    private static String title(ErrorCode code) {
        return switch (code) {
            case INVALID_FIELD -> "Invalid field";
            case UNAUTHENTICATED -> "Not known";
            case FORBIDDEN -> "Not allowed";
            case RATE_LIMITED -> "Too much asked for";
            case UNKNOWN_MODEL -> "Unknown model";
            case TOO_LARGE -> "Too large";
            case CANCELLED -> "Cancelled";
            case QUEUE_FULL -> "Queue full";
            case BREAKER_OPEN -> "Not asked for a while";
            case NOT_READY -> "Not ready";
            case DRAINING -> "Shutting down";
            case DEADLINE -> "Deadline passed";
            case DEGENERATE_OUTPUT -> "Unusable output";
            case MODEL_FILE -> "Broken model file";
            case MODEL_FAILED -> "Engine failed";
        };
    }
}
