package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The compose file's upstream, started as the compose file does: from its source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MockUpstreamTest {
    private static final String QUESTION =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Why does it not compile?\"}]";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private URI url = URI.create("");

    MockUpstreamTest() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Chart.root("examples", "mock-upstream", "MockUpstream.java").toString(),
                "0");
        builder.environment().put("MOCK_TOKEN_MS", "0");
        process = builder.redirectErrorStream(true).start();
    }

    @BeforeAll
    void listens() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith("listening on ");
        url = URI.create("http://127.0.0.1:" + line.substring("listening on ".length()) + "/v1/chat/completions");
    }

    @AfterAll
    void ends() {
        process.destroy();
    }

    private HttpResponse<String> ask(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void answersWhole() throws Exception {
        HttpResponse<String> answer = ask(QUESTION + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(YamlNode.documents(answer.body())
                        .get(0)
                        .at("choices", 0, "message", "content")
                        .text())
                .contains("damn semicolon");
    }

    @Test
    void saysWhatItIsTold() throws Exception {
        assertThat(ask(QUESTION + "}", "x-mock-says", "[[Equal]]").body()).contains("\"content\":\"[[Equal]]\"");
    }

    @Test
    void answersInPieces() throws Exception {
        String stream = ask(QUESTION + ", \"stream\": true}").body();
        assertThat(stream.lines().filter(line -> line.startsWith("data: "))).hasSizeGreaterThan(10);
        assertThat(stream).contains("\"finish_reason\":\"stop\"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void failsAsItIsTold() throws Exception {
        assertThat(ask(QUESTION + "}", "x-mock-fault", "error").statusCode()).isEqualTo(500);
        HttpResponse<String> limited = ask(QUESTION + "}", "x-mock-fault", "limit");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).contains("1");
        assertThat(ask(QUESTION + "}", "x-mock-fault", "garbage").body()).isEqualTo("{\"choices\": [");
        assertThatThrownBy(() -> ask(QUESTION + "}", "x-mock-fault", "reset")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(QUESTION + ", \"stream\": true}", "x-mock-fault", "reset"))
                .isInstanceOf(IOException.class);
    }
}
