package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;

/** The service without a keys file and an issuer: everybody may ask, and nobody may change it. */
@ExtendWith(OutputCaptureExtension.class)
class OpenServiceHttpTest extends HttpTestBase {
    @Test
    void everybodyMayAsk() {
        post(body(",\"evidence\":\"full\"")).expectStatus().isOk();
        client().get()
                .uri("/v1/models")
                .header("x-api-key", "whatever")
                .exchange()
                .expectStatus()
                .isOk();
        client().get().uri("/admin/correctors").exchange().expectStatus().isOk();
    }

    @Test
    void nobodyMayChangeIt() {
        var added = client().post()
                .uri("/admin/correctors")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"id\":\"a\",\"path\":\"a\"}")
                .exchange();
        assertThat(problem(added, 403, "forbidden").get("detail").stringValue())
                .contains("aligner.security.keys-file", "the scope admin");
        problem(client().delete().uri("/admin/correctors/a").exchange(), 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,false", "localhost,false", "0.0.0.0,true"})
    void whoeverCanBeReachedFromOutsideIsTold(String address, boolean told, CapturedOutput output) {
        int before = warnings(output);
        try (ConfigurableApplicationContext started = SpringApplication.run(
                new Class<?>[] {AlignerApplication.class, FakeCorrectorConfiguration.class},
                new String[] {"--server.port=0", "--server.address=" + address})) {
            assertThat(started.isRunning()).isTrue();
            assertThat(warnings(output) - before).isEqualTo(told ? 1 : 0);
        }
    }

    private static int warnings(CapturedOutput output) {
        return output.getOut().split("everybody who reaches this service may use it", -1).length - 1;
    }

    @Test
    void aKeysFileThatIsNotThereOrBadStopsTheStart(CapturedOutput output) {
        assertThat(FailedStart.of(Map.of("aligner.security.keys-file", "/nowhere/keys.jsonl")))
                .contains("/nowhere/keys.jsonl");
        KeysFile bad = new KeysFile().withLine("{}");
        assertThat(FailedStart.of(Map.of("aligner.security.keys-file", bad.path())))
                .contains("id: missing");
        assertThat(output.getOut())
                .contains("Description:\n\naligner.security.keys-file: line 2: id: missing")
                .doesNotContain("\tat ");
    }
}
