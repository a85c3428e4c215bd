package dev.aligner.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Problems of RFC 9457. */
final class ProblemJson {
    private ProblemJson() {}

    /**
     * What an answer that is no result says.
     *
     * @param retryAfter the header, or null; only seconds are understood
     */
    static AlignerClientException read(int status, @Nullable String retryAfter, String body) {
        Duration wait = retryAfter != null && retryAfter.matches("[0-9]{1,5}")
                ? Duration.ofSeconds(Long.parseLong(retryAfter))
                : null;
        try {
            JsonNode problem = CorrectionJson.parsed(body);
            if (problem.path("code").isString()) {
                return of(problem, status, wait);
            }
        } catch (AlignerClientException e) {
            // something between us and the service answered in its place
        }
        return AlignerClientException.problem("http_" + status, status, "not the service's answer", null, wait, null);
    }

    /** A problem that comes where the status has been sent already: in a stream, or for a line of a batch. */
    static AlignerClientException of(JsonNode problem) {
        return of(problem, problem.path("status").asInt(0), null);
    }

    private static AlignerClientException of(JsonNode problem, int status, @Nullable Duration retryAfter) {
        return AlignerClientException.problem(
                problem.path("code").asString(AlignerClientException.UNUSABLE),
                status,
                problem.path("detail").asString("no detail"),
                text(problem.path("field")),
                retryAfter,
                text(problem.path("request_id")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }
}
