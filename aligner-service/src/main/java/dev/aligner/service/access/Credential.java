package dev.aligner.service.access;

import dev.aligner.service.access.Passages.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a request brings to say who asks.
 *
 * @param header where it stands
 * @param text the key or the token
 */
record Credential(String header, String text) {
    /** Ours on every path. */
    static final String OURS = "x-aligner-key";

    /** Where the clients of providers put their keys, in the order in which they count. */
    private static final List<String> ORDINARY =
            List.of(HttpHeaders.AUTHORIZATION, "x-api-key", "api-key", "x-goog-api-key");

    private static final String BEARER = "Bearer ";

    /**
     * The first that is for us. On the way to an upstream what stands in an ordinary header is the upstream's, unless it is
     * certainly one of our keys or the upstream would not see it anyway.
     *
     * @param passage null for a request to ourselves
     */
    static @Nullable Credential of(HttpHeaders headers, @Nullable Passage passage) {
        boolean ordinary = passage == null || passage.replacesCredentials();
        return Stream.concat(Stream.of(OURS), ORDINARY.stream())
                .map(name -> read(headers, name))
                .filter(Objects::nonNull)
                .filter(found -> ordinary || found.header.equals(OURS) || found.certainlyOurs())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Credential read(HttpHeaders headers, String name) {
        String value = headers.getFirst(name);
        if (value == null) {
            return null;
        }
        boolean bearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (name.equals(HttpHeaders.AUTHORIZATION) && !bearer) {
            return null;
        }
        String text = (bearer ? value.substring(BEARER.length()) : value).strip();
        return text.isEmpty() ? null : new Credential(name, text);
    }

    /** Ordinary headers that no upstream may see: those with keys of ours, and where the route has its own key, all. */
    static List<String> toStrip(HttpHeaders headers, Passage passage) {
        List<String> stripped = List.of();
        for (String name : ORDINARY) {
            if (headers.containsHeader(name) && (passage.replacesCredentials() || bearsOurs(headers, name))) {
                stripped = stripped.isEmpty() ? new ArrayList<>() : stripped;
                stripped.add(name);
            }
        }
        return stripped;
    }

    private static boolean bearsOurs(HttpHeaders headers, String name) {
        Credential found = read(headers, name);
        return found != null && found.certainlyOurs();
    }

    /** Whether a key of ours stands in a query, where it would be logged by whoever passes it on. */
    static boolean inQuery(@Nullable String query) {
        return query != null && query.contains("=" + ApiKey.PREFIX);
    }

    private boolean certainlyOurs() {
        return text.startsWith(ApiKey.PREFIX);
    }

    /** Three parts with dots between them: what an issuer signs, and no key of ours. */
    boolean looksLikeToken() {
        return !certainlyOurs() && text.chars().filter(c -> c == '.').count() == 2;
    }

    @Override
    public String toString() {
        return header + ": …";
    }
}
