package dev.aligner.service.access;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.quota.Limits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import reactor.core.publisher.Mono;

/** Callers by the tokens of an issuer. Scopes are those of the claim {@code scope} or {@code scp} that are known here. */
final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final Duration A_WHILE = Duration.ofSeconds(5);
    private static final int LONGEST_SUBJECT = 256;

    private final ReactiveJwtDecoder decoder;
    private final Limits limits;
    private final JwtGrantedAuthoritiesConverter scopes = new JwtGrantedAuthoritiesConverter();

    /** @param limits of each caller */
    Tokens(ReactiveJwtDecoder decoder, Limits limits) {
        this.decoder = decoder;
        this.limits = limits;
        scopes.setAuthorityPrefix("");
    }

    /** @return fails with {@link AlignerException} */
    Mono<Caller> caller(String token) {
        return Mono.defer(() -> decoder.decode(token)).map(this::caller).onErrorMap(Tokens::refused);
    }

    private Caller caller(Jwt token) {
        Set<Scope> known = EnumSet.noneOf(Scope.class);
        scopes.convert(token).stream()
                .map(GrantedAuthority::getAuthority)
                .filter(name -> name != null)
                .forEach(name -> Scope.of(name).ifPresent(known::add));
        String subject = token.getSubject();
        if (subject == null || subject.isEmpty() || subject.length() > LONGEST_SUBJECT) {
            throw new BadJwtException("sub: missing, or longer than " + LONGEST_SUBJECT);
        }
        return new Caller("token:" + subject, known, limits);
    }

    private static AlignerException refused(Throwable error) {
        // a token's own words are for nobody's log
        LOG.debug("a token was refused: {}", error.getClass().getSimpleName());
        return error instanceof BadJwtException
                ? AlignerException.of(
                        ErrorCode.UNAUTHENTICATED, "token: not valid here (expected: signed, for us, and in its time)")
                : AlignerException.retryLater(
                        ErrorCode.NOT_READY, "token: the keys of its issuer cannot be fetched", A_WHILE);
    }
}
