package dev.aligner.reliability;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request.
 *
 * @param asked the request, in a word
 * @param status of HTTP; 0 where there was none
 * @param retryAfter the header's value
 * @param body all of it; empty where it did not come in full
 * @param millis from when it was to be sent, by the schedule, to the last byte
 * @param atMillis when it was to be sent, counted from the load's begin
 * @param failure what broke it off, or null
 */
record Reply(
        String asked,
        int status,
        Optional<String> retryAfter,
        String requestId,
        String body,
        double millis,
        double atMillis,
        @Nullable String failure) {

    boolean isOk() {
        return status == 200 && failure == null;
    }

    /** Refused as promised: to come back later, and told when. */
    boolean isShed() {
        return failure == null
                && (status == 503 || status == 429)
                && retryAfter.filter(Reply::isNumber).isPresent();
    }

    String outcome() {
        if (failure != null) {
            return failure;
        }
        return isShed() ? status + " with Retry-After" : String.valueOf(status);
    }

    private static boolean isNumber(String value) {
        return value.matches("[1-9][0-9]{0,4}");
    }
}
