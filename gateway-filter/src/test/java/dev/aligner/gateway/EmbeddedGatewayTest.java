package dev.aligner.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.gateway.embedded.EmbeddedCorrections;
import dev.aligner.gateway.embedded.EmbeddedCorrectorAutoConfiguration;
import dev.aligner.relay.Corrections;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway with a model in it, configured as docs/gateway.md shows: a tiny one, which writes noise. */
@Timeout(600)
class EmbeddedGatewayTest {
    private static final Path TINY = Path.of("../aligner-engine/src/test/resources/models/gguf-q8_0/tiny-Q8_0.gguf");
    private static final String CHAT =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Is it?\"}],\"aligner\":{\"evidence\":\"summary\"}}";
    private static final String ANSWERED = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"It is here.\"}}]}";

    private static final Pattern SHOWN =
            Pattern.compile("<!-- held by: EmbeddedGatewayTest -->\n```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private String shown() throws IOException {
        Matcher shown = SHOWN.matcher(Files.readString(Path.of("../docs/gateway.md")));
        assertThat(shown.find()).isTrue();
        return "file:" + Files.writeString(folder.resolve("shown.yaml"), shown.group(1));
    }

    private Path model() throws IOException {
        Path file = folder.resolve("tiny.gguf");
        Files.copy(TINY, file);
        // the default prompt alone would fill its window
        Files.writeString(folder.resolve("aligner.json"), "{\"system_prompt\": \"Is it?\", \"id\": \"tiny\"}");
        return file;
    }

    @Test
    void answersAreReadByTheModelInTheGateway() throws Exception {
        try (StubUpstream upstream = new StubUpstream();
                ConfigurableApplicationContext gateway = Gateways.start(
                        Gateways.Plain.class,
                        "gateway-embedded",
                        "--upstream=" + upstream.url(),
                        "--spring.config.additional-location=" + shown(),
                        "--aligner.gateway.model.path=" + model(),
                        "--aligner.gateway.model.precision=float32",
                        "--aligner.gateway.model.threads=1",
                        "--aligner.gateway.model.context-tokens=256")) {
            upstream.answers(200, "application/json", ANSWERED);

            HttpResponse<String> response = Gateways.ask(Gateways.url(gateway) + "/v1/chat/completions", CHAT);

            assertThat(gateway.getBean(Corrections.class)).isInstanceOf(EmbeddedCorrections.class);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("x-aligner-model")).contains("tiny");
            assertThat(response.headers().firstValue("x-aligner-action")).isNotEmpty();
            assertThat(response.body()).containsPattern("\"prompt_tokens\":[1-9]");
        }
    }

    @Test
    void aModelAndAServiceAreOneTooMany() {
        assertThatThrownBy(() -> new SpringApplicationBuilder(EmbeddedCorrectorAutoConfiguration.class)
                        .web(WebApplicationType.NONE)
                        .run(
                                "--aligner.gateway.model.path=" + folder,
                                "--aligner.gateway.service-url=http://localhost:1")
                        .close())
                .rootCause()
                .hasMessageStartingWith("aligner.gateway.service-url: beside aligner.gateway.model.path");
    }
}
