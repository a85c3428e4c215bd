package dev.aligner.upstream;

import dev.aligner.core.Question;
import dev.aligner.upstream.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What a request to an upstream says.
 *
 * @param question null where no user said anything; then {@code untouched} says so
 * @param untouched why nothing of the answer may be corrected, or null
 * @param stream whether the answer is to come as a stream
 * @param model as the request names it, or null
 * @param begun the start of the answer that the client wrote itself and the answer continues; empty mostly
 * @param controls the field {@code aligner}; {@link JsonValue.Missing} mostly
 * @param forwarded the request's bytes without that field: the very bytes where it has none
 */
public record Asked(
        @Nullable Question question,
        @Nullable Untouched untouched,
        boolean stream,
        @Nullable String model,
        String begun,
        JsonValue controls,
        byte[] forwarded) {

    /** Of a request that nobody reads. */
    public static Asked unread(Untouched why) {
        return new Asked(null, why, false, null, "", new JsonValue.Missing(), new byte[0]);
    }

    static Asked unreadable(byte[] body) {
        return new Asked(null, Untouched.PARSE_ERROR, false, null, "", new JsonValue.Missing(), body);
    }
}
