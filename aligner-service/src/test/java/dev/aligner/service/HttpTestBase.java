package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tests over HTTP share. */
@HttpTest
abstract class HttpTestBase {
    static final String QUESTION = "Why does it not compile?";
    static final String ANSWER = "A damn semicolon is missing.";
    static final JsonMapper JSON = new JsonMapper();

    @LocalServerPort
    int port;

    @Autowired
    FakeCorrector corrector;

    @AfterEach
    void everyPlaceIsFreeAgain() throws InterruptedException {
        corrector.reset();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (corrector.load().running() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(corrector.load().running()).isZero();
    }

    WebTestClient client() {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(-1))
                .build();
    }

    WebTestClient.ResponseSpec post(String json) {
        return client().post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json)
                .exchange();
    }

    static String body(String more) {
        return "{\"question\":\"" + QUESTION + "\",\"answer\":\"" + ANSWER + "\"" + more + "}";
    }

    static JsonNode json(WebTestClient.ResponseSpec response) {
        byte[] bytes = response.expectBody().returnResult().getResponseBody();
        return JSON.readTree(bytes == null ? new byte[0] : bytes);
    }

    static JsonNode problem(WebTestClient.ResponseSpec response, int status, String code) {
        response.expectStatus().isEqualTo(status).expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
        JsonNode problem = json(response);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("code").stringValue()).isEqualTo(code);
        assertThat(problem.get("title").stringValue()).isNotBlank();
        assertThat(problem.get("detail").stringValue()).isNotBlank().doesNotContain(QUESTION, ANSWER);
        assertThat(problem.get("request_id").stringValue()).isNotBlank();
        return problem;
    }

    /** A connection that has sent this request and nothing more. */
    Socket send(String path, String contentType, byte[] content, String... moreHeaders) throws IOException {
        return send(path, contentType, content.length, content, moreHeaders);
    }

    /** The same, where more is promised than is sent. */
    Socket send(String path, String contentType, int length, byte[] content, String... moreHeaders) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        List<String> head = new ArrayList<>(List.of(
                "POST " + path + " HTTP/1.1",
                "Host: localhost",
                "Content-Type: " + contentType,
                "Content-Length: " + length));
        head.addAll(List.of(moreHeaders));
        String text = String.join("\r\n", head) + "\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(content);
        socket.getOutputStream().flush();
        return socket;
    }
}
