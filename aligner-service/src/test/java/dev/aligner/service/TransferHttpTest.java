package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

@ExtendWith(OutputCaptureExtension.class)
class TransferHttpTest extends HttpTestBase {
    private static final String BROKEN_CHUNKS = String.join(
            "\r\n",
            "POST /v1/corrections HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
            "",
            "no size",
            "");

    private WebTestClient.ResponseSpec encoded(String path, MediaType type, String encoding) {
        WebTestClient.RequestBodySpec request =
                client().post().uri(path).contentType(type).header(HttpHeaders.CONTENT_ENCODING, encoding);
        return request.bodyValue(body("").getBytes(StandardCharsets.UTF_8)).exchange();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/corrections|application/json|gzip",
                "/v1/corrections|application/json|br",
                "/v1/corrections|application/json|identity, gzip",
                "/v1/corrections:batch|application/x-ndjson|gzip"
            })
    void anEncodedBodyIsRefusedAsSuch(String path, String type, String encoding) {
        WebTestClient.ResponseSpec response = encoded(path, MediaType.valueOf(type), encoding);
        response.expectHeader().valueEquals(HttpHeaders.ACCEPT_ENCODING, "identity");
        assertThat(problem(response, 415, "unsupported_media_type")
                        .get("detail")
                        .stringValue())
                .startsWith("Content-Encoding: ");
    }

    @Test
    void identityIsNoEncoding() {
        encoded("/v1/corrections", MediaType.APPLICATION_JSON, "Identity")
                .expectStatus()
                .isOk();
    }

    @Test
    void aBodyThatDoesNotComeEndsTheConnection() throws IOException {
        byte[] half = body("").substring(0, 20).getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/corrections", "application/json", 1000, half)) {
            assertThat(untilClosed(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\"code\":\"request_timeout\"", "body: not complete after 500 ms");
        }
    }

    @Test
    void whatTheServerHasRefusedByItselfIsNotOurFailure(CapturedOutput output) throws IOException {
        // a start may be among it, which warns that the service is open
        int before = output.getAll().length();
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(BROKEN_CHUNKS.getBytes(StandardCharsets.US_ASCII));
                assertThat(untilClosed(socket)).startsWith("HTTP/1.1 400 ");
            }
        }
        assertThat(output.getAll().substring(before)).doesNotContain("ERROR", "WARN");
    }

    private static String untilClosed(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
