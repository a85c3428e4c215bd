package dev.aligner.service.access;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a caller may do. */
public enum Scope {
    /** Have answers corrected: the API, the plugs and the engine API. */
    CORRECT("correct"),
    /** Ask upstreams through routes. */
    PROXY("proxy"),
    /** Be told each edit. */
    EVIDENCE_FULL("evidence:full"),
    /** Read and change what the service does. */
    ADMIN("admin"),
    /** Read what is measured. */
    METRICS("metrics");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<Scope> of(String name) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equals(name))
                .findFirst();
    }

    public static String names() {
        return Arrays.stream(values()).map(Scope::wireName).collect(Collectors.joining(", "));
    }
}
