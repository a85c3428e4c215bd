package dev.aligner.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.quota.Limits;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

class TokensTest {
    private static final Limits LIMITS = new Limits(1, 2, 3);

    private static Tokens tokens(ReactiveJwtDecoder decoder) {
        return new Tokens(decoder, LIMITS);
    }

    private static Jwt.Builder token() {
        return Jwt.withTokenValue("t").header("alg", "RS256").subject("web");
    }

    @Test
    void scopesThatAreNotOursAreNone() {
        Jwt token = token().claim("scope", "openid correct evidence:full").build();

        assertThat(tokens(text -> Mono.just(token)).caller("t").block())
                .isEqualTo(new Caller("token:web", Set.of(Scope.CORRECT, Scope.EVIDENCE_FULL), LIMITS));
        assertThat(tokens(text -> Mono.just(token().build())).caller("t").block())
                .isEqualTo(new Caller("token:web", Set.of(), LIMITS));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new BadJwtException("secret"), ErrorCode.UNAUTHENTICATED),
                Arguments.of(new JwtException("secret"), ErrorCode.NOT_READY),
                Arguments.of(new IllegalStateException("secret"), ErrorCode.NOT_READY));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aTokenIsRefusedAndAnIssuerThatIsAwayIsNotTheCallersFault(RuntimeException failure, ErrorCode code) {
        for (ReactiveJwtDecoder decoder : new ReactiveJwtDecoder[] {
            text -> Mono.error(failure),
            text -> {
                throw failure;
            }
        }) {
            assertThatThrownBy(() -> tokens(decoder).caller("t").block())
                    .isInstanceOfSatisfying(
                            AlignerException.class,
                            error -> assertThat(error.code()).isEqualTo(code))
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aTokenOfNobodyIsRefused() {
        for (String subject : new String[] {"", "x".repeat(257)}) {
            Jwt token = token().subject(subject).build();
            assertThatThrownBy(
                            () -> tokens(text -> Mono.just(token)).caller("t").block())
                    .isInstanceOfSatisfying(
                            AlignerException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
        }
    }
}
