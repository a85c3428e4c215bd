package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Callers by the tokens of an issuer. */
class TokenHttpTest extends AccessHttpTestBase {
    private void refused(String token) {
        assertThat(problem(read("/v1/models", "Authorization", "Bearer " + token), 401, "unauthenticated")
                        .get("detail")
                        .stringValue())
                .startsWith("token: not valid here");
    }

    private static JWTClaimsSet.Builder good() {
        return Issuer.claims("web").claim("scope", "correct openid");
    }

    @Test
    void aTokenMayWhatItsScopesSayHoweverTheyAreWritten() {
        for (JWTClaimsSet claims : List.of(
                good().build(),
                Issuer.claims("web").claim("scp", List.of("correct")).build(),
                Issuer.claims("web").claim("scp", "proxy correct").build())) {
            read("/v1/models", "Authorization", "Bearer " + ISSUER.signed(claims))
                    .expectStatus()
                    .isOk();
        }
        String proxy =
                ISSUER.signed(Issuer.claims("web").claim("scope", "proxy").build());
        problem(read("/v1/models", "Authorization", "Bearer " + proxy), 403, "forbidden");
        read("/pass/v1/models", "x-aligner-key", proxy).expectStatus().isOk();
    }

    @Test
    void aTokenOfAnotherIsRefused() {
        refused(Issuer.forged(good().build()));
        refused(Issuer.unsigned(good().build()));
        refused(ISSUER.mistaken(good().build()));
        refused(ISSUER.signed(good().build()) + "x");
        refused("a.b.c");
    }

    @Test
    void aTokenForAnotherOrOfAnotherTimeIsRefused() {
        refused(ISSUER.signed(good().audience("somebody-else").build()));
        refused(ISSUER.signed(good().issuer("https://other.example.org").build()));
        refused(ISSUER.signed(good().expirationTime(Date.from(Instant.now().minusSeconds(120)))
                .build()));
        refused(ISSUER.signed(
                good().notBeforeTime(Date.from(Instant.now().plusSeconds(120))).build()));
        refused(ISSUER.signed(good().subject(null).build()));
    }

    @Test
    void anAlgorithmThatIsNotConfiguredIsRefusedThoughItsKeyIsTheIssuers() {
        refused(ISSUER.signed(good().build(), JWSAlgorithm.RS512));
        refused(ISSUER.signed(good().build(), JWSAlgorithm.PS256));
    }

    @Test
    void anIssuerWithoutAnAudienceStopsTheStart() {
        Map<String, String> missing =
                Map.of("spring.security.oauth2.resourceserver.jwt.jwk-set-uri", "http://localhost:1/keys");
        assertThat(FailedStart.of(missing)).contains("jwt.audiences: none (expected: ");
        assertThat(FailedStart.of(Map.of(
                        "spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
                        "http://localhost:1/keys",
                        "spring.security.oauth2.resourceserver.jwt.audiences",
                        "aligner",
                        "spring.security.oauth2.resourceserver.jwt.jws-algorithms",
                        "none")))
                .contains("jws-algorithms");
    }
}
