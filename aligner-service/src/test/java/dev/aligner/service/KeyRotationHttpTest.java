package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A keys file that changes while the service serves. */
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class KeyRotationHttpTest extends HttpTestBase {
    private static final KeysFile OLD = new KeysFile().with("ci", "correct", "");
    private static final KeysFile NEW = new KeysFile().with("ci", "correct", "");

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry registry) {
        registry.add("aligner.security.keys-file", OLD::path);
        registry.add("aligner.security.reload", () -> "20ms");
    }

    private int status(String key) {
        return client().get()
                .uri("/v1/models")
                .header("x-api-key", key)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    private void becomes(String key, int status) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(status(key)).isEqualTo(status));
    }

    @Test
    void newKeysComeInAndOldOnesGoOutAndABadFileChangesNothing(CapturedOutput output) {
        assertThat(status(OLD.key("ci"))).isEqualTo(200);
        assertThat(status(NEW.key("ci"))).isEqualTo(401);

        OLD.write(OLD.content() + NEW.content());
        becomes(NEW.key("ci"), 200);
        assertThat(status(OLD.key("ci"))).isEqualTo(200);

        OLD.write(NEW.content() + "{\"id\":\"ci\",\"sha256\":\"" + NEW.key("ci") + "\",\"scopes\":[]}");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> output.getOut().contains("refused, so what was read before is kept"));
        assertThat(output.getOut())
                .contains("line 3: sha256: not as it must be")
                .doesNotContain(NEW.key("ci"));
        assertThat(status(OLD.key("ci"))).isEqualTo(200);

        OLD.write(NEW.content());
        becomes(OLD.key("ci"), 401);
        assertThat(status(NEW.key("ci"))).isEqualTo(200);
    }
}
