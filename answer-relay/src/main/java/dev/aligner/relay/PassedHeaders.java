package dev.aligner.relay;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which headers go on to the other side (RFC 9110, section 7.6.1). */
public final class PassedHeaders {
    /** Those of a connection, not of a message. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What tells an unchanged body from another. */
    private static final Set<String> OF_THE_BYTES = Set.of(
            "accept-ranges",
            "content-digest",
            "content-encoding",
            "content-length",
            "content-md5",
            "digest",
            "etag",
            "last-modified",
            "repr-digest");

    private static final String OURS = "x-aligner-";

    private PassedHeaders() {}

    /**
     * Whether a request's header is for the upstream.
     *
     * @param connection the request's header of that name, or null
     */
    public static boolean toUpstream(String name, @Nullable String connection) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HOP_BY_HOP.contains(lower)
                && !ours(name)
                && !lower.equals("host")
                && !lower.equals("content-length")
                && !lower.equals("expect")
                && !named(connection).contains(lower);
    }

    /**
     * Whether an answer's header is for the client.
     *
     * @param connection the answer's header of that name, or null
     * @param changed whether the body may be another than the upstream's
     */
    public static boolean toClient(String name, @Nullable String connection, boolean changed) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HOP_BY_HOP.contains(lower) && !named(connection).contains(lower) && !(changed && ofTheBytes(name));
    }

    /** Whether a header is meant for us. */
    public static boolean ours(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(OURS);
    }

    /** Whether a header belongs to the very bytes of a body. */
    public static boolean ofTheBytes(String name) {
        return OF_THE_BYTES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Set<String> named(@Nullable String connection) {
        if (connection == null) {
            return Set.of();
        }
        return Arrays.stream(connection.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
