package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.nimbusds.jwt.JWTClaimsSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Whatever becomes of a request, and however much is logged: no key, no token and no upstream's credential is. */
@ExtendWith(OutputCaptureExtension.class)
class SecretsInLogsTest extends AccessHttpTestBase {
    private static final String PATH = "/v1/chat/completions";

    @Test
    void noSecretIsLogged(CapturedOutput output) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        JWTClaimsSet claims =
                Issuer.claims("web").claim("scope", "correct proxy").build();
        List<String> secrets = List.of(
                KEYS.key("corrects"),
                KEYS.key("passes"),
                KEYS.key("expired"),
                "alk_guessed-by-somebody",
                "sk-of-somebody-else",
                ISSUER.signed(claims),
                Issuer.forged(claims),
                "c29tZWJvZHk.Z3Vlc3NlZA.YXQtdG9rZW5z");
        root.setLevel(Level.DEBUG);
        try {
            for (String secret : secrets) {
                ask("/v1/corrections", body(""), "x-api-key", secret);
                ask("/v1/corrections", "{", "Authorization", "Bearer " + secret);
                read("/admin/correctors", "x-goog-api-key", secret);
                ask("/pass" + PATH, SeenUpstream.CHAT, "x-aligner-key", secret, "Authorization", "Bearer sk-theirs");
                ask("/pass" + PATH, SeenUpstream.CHAT, "api-key", secret);
                ask("/keyed" + PATH, SeenUpstream.CHAT, "Authorization", "Bearer " + secret);
            }
        } finally {
            root.setLevel(before);
        }
        assertThat(output.getAll()).as("something is logged").contains("DEBUG");
        assertThat(output.getAll()).doesNotContain("sk-theirs", "sk-of-the-route");
        for (String secret : secrets) {
            // a part would do for a token: whoever has two of three has most of it
            assertThat(output.getAll()).doesNotContain(secret, secret.substring(secret.lastIndexOf('.') + 1));
        }
    }
}
