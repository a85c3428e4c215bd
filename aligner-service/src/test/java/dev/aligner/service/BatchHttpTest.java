package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

class BatchHttpTest extends HttpTestBase {
    private static final String PATH = "/v1/corrections:batch";

    private List<JsonNode> batch(String lines) {
        byte[] bytes = client().post()
                .uri(PATH)
                .contentType(MediaType.APPLICATION_NDJSON)
                .bodyValue(lines.getBytes(StandardCharsets.UTF_8))
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.APPLICATION_NDJSON)
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(bytes == null ? new byte[0] : bytes, StandardCharsets.UTF_8)
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    @Test
    void eachLineHasItsOutcomeTaggedByIdOrNumber() {
        List<JsonNode> outcomes = batch(body(",\"id\":\"a\"") + "\r\n\n" + body("") + "\n{not json\n"
                + "{\"id\":7,\"question\":\"q\"}\n" + body(",\"stream\":true") + "\n"
                + body("").replace("damn", "x".repeat(5000)) + "\n" + body(",\"id\":8"));
        assertThat(outcomes.stream()
                        .map(outcome -> (outcome.has("id") ? "id " + outcome.get("id") : "line " + outcome.get("line"))
                                + (outcome.has("error")
                                        ? " " + outcome.get("error").get("code").stringValue()
                                        : " ok")))
                .containsExactlyInAnyOrder(
                        "id \"a\" ok",
                        "line 3 ok",
                        "line 4 malformed",
                        "id 7 invalid_field",
                        "line 6 invalid_field",
                        "line 7 too_large",
                        "id 8 ok");
        assertThat(outcomes.stream()
                        .filter(outcome -> outcome.has("error"))
                        .map(outcome -> outcome.get("error").get("request_id").stringValue()))
                .allMatch(id -> id.startsWith("req_"));
    }

    @Test
    void anotherContentTypeIsRefusedAsAWhole() {
        problem(
                client().post()
                        .uri(PATH)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{}")
                        .exchange(),
                415,
                "unsupported_media_type");
    }

    @Test
    void aFullQueueDelaysLinesAndFailsNone() throws Exception {
        corrector.hold();
        byte[] single = body("").getBytes(StandardCharsets.UTF_8);
        Socket[] holders = new Socket[FakeCorrectorConfiguration.PLACES];
        for (int i = 0; i < holders.length; i++) {
            holders[i] = send("/v1/corrections", "application/json", single);
            assertThat(corrector.awaitStart()).isTrue();
        }
        byte[] lines = (body("") + "\n").repeat(20).getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send(PATH, "application/x-ndjson", lines, "Connection: close")) {
            corrector.release();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("queue_full");
            assertThat(answer.split("CORRECTED", -1)).hasSize(21);
        }
        for (Socket holder : holders) {
            holder.close();
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFromEither() throws Exception {
        String text = "word ".repeat(700);
        String line = "{\"question\":\"q\",\"answer\":\"" + text + "\"}\n";
        int lines = 40_000;
        try (Socket socket = send(PATH, "application/x-ndjson", line.length() * lines, new byte[0])) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            Thread writer = new Thread(() -> write(socket, bytes, lines), "writer");
            writer.setDaemon(true);
            writer.start();
            int before = -1;
            int now = corrector.accepted();
            while (now != before) {
                before = now;
                writer.join(1000);
                now = corrector.accepted();
            }
            assertThat(now).as("lines taken while nobody reads").isPositive().isLessThan(lines / 2);
            assertThat(writer.isAlive())
                    .as("the client is stopped in the middle of sending")
                    .isTrue();
            InputStream in = socket.getInputStream();
            int resumed = 0;
            while (resumed < 50_000_000 && corrector.accepted() == now) {
                resumed += in.readNBytes(100_000).length;
            }
            assertThat(corrector.accepted()).as("and goes on when it reads").isGreaterThan(now);
        }
    }

    private static void write(Socket socket, byte[] line, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(line);
            }
        } catch (IOException expectedWhenTheTestEnds) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesCancelsAllItsLines() throws Exception {
        corrector.hold();
        String lines =
                IntStream.range(0, 4).mapToObj(i -> body(",\"id\":" + i)).collect(Collectors.joining("\n", "", "\n"));
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send(PATH, "application/x-ndjson", bytes.length + 1000, bytes)) {
            for (int i = 0; i < 4; i++) {
                assertThat(corrector.awaitStart())
                        .as("line " + i + " of " + socket)
                        .isTrue();
            }
        }
        assertThat(corrector.awaitCancellations(4)).isTrue();
    }

    @Test
    void concurrencyIsBounded() {
        String lines =
                IntStream.range(0, 200).mapToObj(i -> body(",\"id\":" + i)).collect(Collectors.joining("\n"));
        assertThat(batch(lines)).hasSize(200);
        assertThat(corrector.most()).isLessThanOrEqualTo(8);
    }
}
