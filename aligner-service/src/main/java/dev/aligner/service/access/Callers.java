package dev.aligner.service.access;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.access.Passages.Passage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Finds out who asks. */
final class Callers {
    private final Keys keys;
    private final @Nullable Tokens tokens;
    private final Caller anonymous;

    /**
     * @param tokens null where there is no issuer
     * @param anonymous whoever asks, where nobody needs a key
     */
    Callers(Keys keys, @Nullable Tokens tokens, Caller anonymous) {
        this.keys = keys;
        this.tokens = tokens;
        this.anonymous = anonymous;
    }

    /** Whether everybody may ask. */
    boolean everybody() {
        return !keys.configured() && tokens == null;
    }

    /**
     * A key or a token goes before a certificate.
     *
     * @param passage null for a request to ourselves
     * @return fails with {@link AlignerException} UNAUTHENTICATED
     */
    Mono<Caller> of(ServerHttpRequest request, @Nullable Passage passage) {
        if (everybody()) {
            return Mono.just(anonymous);
        }
        if (Credential.inQuery(request.getURI().getRawQuery())) {
            return unknown("key: in the query (expected: in a header, such as " + Credential.OURS + ")");
        }
        Credential credential = Credential.of(request.getHeaders(), passage);
        if (credential == null) {
            return Certificates.subject(request)
                    .flatMap(keys::caller)
                    .map(Mono::just)
                    .orElseGet(() -> unknown(missing(passage)));
        }
        if (tokens != null && credential.looksLikeToken()) {
            return tokens.caller(credential.text());
        }
        Optional<Caller> caller = keys.caller(new ApiKey(credential.text()));
        return caller.map(Mono::just)
                .orElseGet(() -> unknown(credential.header() + ": a key that is not known here, or no longer"));
    }

    private static String missing(@Nullable Passage passage) {
        return passage == null || passage.replacesCredentials()
                ? "key: missing (expected: in Authorization: Bearer, x-api-key, api-key, x-goog-api-key or "
                        + Credential.OURS + ")"
                : "key: missing (expected: one of this service in " + Credential.OURS
                        + "; other headers are the upstream's)";
    }

    private static Mono<Caller> unknown(String why) {
        return Mono.error(AlignerException.of(ErrorCode.UNAUTHENTICATED, why));
    }
}
