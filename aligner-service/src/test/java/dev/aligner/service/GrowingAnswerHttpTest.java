package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer that is sent while it is being written. */
class GrowingAnswerHttpTest extends HttpTestBase {
    private static final String CALL = "{\"question\":\"" + QUESTION + "\",\"evidence\":\"full\"}\n";
    private static final String LONG =
            "A damn semicolon is missing, and it was you who forgot to put the damn thing there.";

    private static String append(String text) {
        return "{\"append\":" + JSON.writeValueAsString(text) + "}\n";
    }

    private WebTestClient.ResponseSpec lines(String... pieces) {
        return client().post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_NDJSON)
                .body(Flux.just(pieces), String.class)
                .exchange();
    }

    private static ObjectNode withoutId(WebTestClient.ResponseSpec response) {
        ObjectNode result = (ObjectNode) json(response.expectStatus().isOk());
        result.remove("id");
        return result;
    }

    @Test
    void howTheAnswerIsCutChangesNothing() {
        ObjectNode atOnce = withoutId(
                post("{\"question\":\"" + QUESTION + "\",\"evidence\":\"full\",\"answer\":\"" + LONG + "\"}"));
        Random random = new Random(7);
        for (int run = 0; run < 10; run++) {
            List<String> lines = new ArrayList<>(List.of(CALL));
            for (int at = 0; at < LONG.length(); ) {
                int to = Math.min(LONG.length(), at + 1 + random.nextInt(LONG.length()));
                lines.add(append(LONG.substring(at, to)));
                at = to;
            }
            assertThat(withoutId(lines(lines.toArray(String[]::new)))).isEqualTo(atOnce);
        }
    }

    @Test
    void eventsComeIfTheyAreAskedFor() {
        byte[] body = lines("{\"question\":\"q\",\"stream\":true,\"answer\":\"A \"}\n", append("damn key."))
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
                .expectBody()
                .returnResult()
                .getResponseBody();
        assertThat(new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8))
                .contains("event: result", "\"correction\":\"A key.\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "422|invalid_field|lines[1].append|{\"append\":3}",
                "422|invalid_field|lines[1].text|{\"text\":\"a\"}",
                "400|malformed||{\"append\":",
            })
    void aLineThatIsWrongIsNamed(int status, String code, String field, String line) {
        JsonNode problem = problem(lines(CALL, line + "\n"), status, code);
        assertThat(problem.path("field").asString("")).isEqualTo(field == null ? "" : field);
        assertThat(corrector.accepted()).isZero();
    }

    @Test
    void aBodyWithoutALineIsEmpty() {
        assertThat(problem(lines("\n"), 400, "malformed").get("detail").stringValue())
                .startsWith("body: empty");
    }

    @Test
    void anotherModelIsRefusedAtTheFirstLine() throws IOException {
        try (Socket socket = chunked()) {
            chunk(socket, "{\"question\":\"q\",\"model\":\"other\"}\n");
            assertThat(head(socket)).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void whatIsTooLargeIsRefusedWithItsLimit() {
        String many = append("a ".repeat(1000)).repeat(101);
        assertThat(problem(lines(CALL, many), 413, "too_large").get("field").stringValue())
                .isEqualTo("answer");
        String blank = " ".repeat(1023) + "\n";
        assertThat(problem(lines(CALL, blank.repeat(1024)), 413, "too_large")
                        .get("field")
                        .stringValue())
                .isEqualTo("body");
        assertThat(corrector.accepted()).isZero();
    }

    @Test
    void itIsReadWhileItIsWritten() throws IOException, InterruptedException {
        try (Socket socket = chunked()) {
            chunk(socket, CALL + append(LONG));
            assertThat(corrector.awaitReading()).isEqualTo(LONG);
            assertThat(corrector.accepted()).isZero();
            chunk(socket, append(" So."));
            end(socket);
            assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
        }
        assertThat(corrector.accepted()).isEqualTo(1);
    }

    @Test
    void aClientThatStopsWritingIsToldAndNothingWasStarted() throws IOException, InterruptedException {
        corrector.holdReading();
        try (Socket socket = chunked()) {
            chunk(socket, CALL + append(LONG));
            assertThat(corrector.awaitReading()).isEqualTo(LONG);
            chunk(socket, append(LONG.repeat(4)));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).startsWith("HTTP/1.1 408 ").contains("nothing of it came for 500 ms");
        }
        corrector.releaseReading();
        // what was dropped is not taken up again
        assertThat(withoutId(lines(CALL, append(ANSWER))).get("correction").stringValue())
                .isEqualTo(FakeCorrector.corrected(ANSWER));
        assertThat(corrector.accepted()).isEqualTo(1);
        assertThat(corrector.read()).isEmpty();
    }

    private Socket chunked() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        String head = String.join(
                "\r\n",
                "POST /v1/corrections HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/x-ndjson",
                "Transfer-Encoding: chunked",
                "",
                "");
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void chunk(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void end(Socket socket) throws IOException {
        socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** The status line. */
    private static String head(Socket socket) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\r';
                next = socket.getInputStream().read()) {
            seen.append((char) next);
        }
        return seen.toString();
    }
}
