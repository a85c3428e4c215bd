package dev.aligner.gateway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The sample as it stands, with stubs in the places of the model and of the Aligner service. */
@Timeout(600)
class SampleGatewayTest {
    private static final String ASKED = "{\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}";

    private static DisposableServer answering(String type, String body) {
        return HttpServer.create()
                .host("localhost")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .then(response.header("Content-Type", type)
                                .sendString(Mono.just(body))
                                .then()))
                .bindNow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/chat/completions | application/json     | {"choices":[{"index":0,"message":{"content":"six"},"finish_reason":"stop"}]}
            /api/chat            | application/x-ndjson | {"message":{"role":"assistant","content":"six"},"done":true}
            """)
    void itCorrects(String path, String type, String answer) throws Exception {
        DisposableServer model = answering(type, answer);
        DisposableServer aligner =
                answering("application/json", "{\"model\":\"m\",\"action\":\"CORRECTED\",\"correction\":\"eight\"}");
        String upstream = "http://localhost:" + model.port();
        try (ConfigurableApplicationContext sample = SpringApplication.run(
                SampleGateway.class,
                "--server.port=0",
                "--ALIGNER_URL=http://localhost:" + aligner.port(),
                "--OPENAI_URL=" + upstream,
                "--OLLAMA_URL=" + upstream)) {
            String port = sample.getEnvironment().getRequiredProperty("local.server.port");
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                    .timeout(Duration.ofMinutes(2))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(ASKED))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(response.body()).isEqualTo(answer.replace("six", "eight"));
        } finally {
            model.disposeNow();
            aligner.disposeNow();
        }
    }
}
