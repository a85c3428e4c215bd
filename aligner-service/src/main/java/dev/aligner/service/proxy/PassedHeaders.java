package dev.aligner.service.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which headers go on to the other side (RFC 9110, section 7.6.1). */
final class PassedHeaders {
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

    static final String OURS = "x-aligner-";

    private PassedHeaders() {}

    /** Whether a request's header is for the upstream. */
    static boolean toUpstream(String name, @Nullable String connection) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HOP_BY_HOP.contains(lower)
                && !lower.startsWith(OURS)
                && !lower.equals("host")
                && !lower.equals("content-length")
                && !lower.equals("expect")
                && !named(connection).contains(lower);
    }

    /**
     * Whether an answer's header is for the client.
     *
     * @param changed whether the body may be another than the upstream's
     */
    static boolean toClient(String name, HttpHeaders upstream, boolean changed) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HOP_BY_HOP.contains(lower)
                && !named(upstream.get("connection")).contains(lower)
                && !(changed && OF_THE_BYTES.contains(lower));
    }

    private static Set<String> named(@Nullable String connection) {
        Set<String> names = new TreeSet<>();
        if (connection != null) {
            Arrays.stream(connection.split(",", -1))
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .forEach(names::add);
        }
        return names;
    }
}
