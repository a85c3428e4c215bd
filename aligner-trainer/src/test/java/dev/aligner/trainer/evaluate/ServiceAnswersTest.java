package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceAnswersTest {
    private static final Case PLAIN = new Case("k1", "s", Question.of("q"), "a", null, List.of("r"));
    private static final Case CHAT = new Case(
            "k2",
            "s",
            new Question(List.of(
                    new Message(Message.Role.USER, "q1"),
                    new Message(Message.Role.ASSISTANT, "a1"),
                    new Message(Message.Role.USER, "q2"))),
            "b",
            "private",
            List.of("r"));
    private static final Case SILENT = new Case("k3", "s", Question.of("q"), "c", null, List.of("r"));

    private HttpServer server;
    private String request = "";
    private String reply = "";

    ServiceAnswersTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/v1/models", exchange -> send(exchange, 200, """
            {"object": "list", "data": [{"id": "m", "aligner": {"precision": "int8", "digest": "abc"}}]}
            """));
        server.createContext("/v1/corrections:batch", exchange -> {
            request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            send(exchange, 200, reply);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private URI root() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Test
    void asksInLinesAndTakesResultsInAnyOrder() {
        reply = """
            {"id":"k2","action":"CORRECTED","correction":"B","margin":1.5,"reason":null}
            {"id":"k1","error":{"status":503,"code":"deadline"}}
            """;
        Map<String, String> heard = new TreeMap<>();
        try (ServiceAnswers service = new ServiceAnswers(root())) {
            assertThat(service.identity()).isEqualTo("service, model m, int8, abc");
            service.correct(List.of(PLAIN, CHAT, SILENT), new AnswerCorrector.Outputs() {
                @Override
                public void corrected(Case one, Output output) {
                    heard.put(one.key(), output.toString());
                }

                @Override
                public void failed(Case one, String reason) {
                    heard.put(one.key(), reason);
                }
            });
        }
        assertThat(heard)
                .containsEntry("k1", "{\"status\":503,\"code\":\"deadline\"}")
                .containsEntry("k2", new Output("B", "CORRECTED", null, 1.5).toString())
                .containsEntry("k3", "no result line")
                .hasSize(3);
        assertThat(request.lines())
                .containsExactly(
                        "{\"id\":\"k1\",\"question\":\"q\",\"answer\":\"a\",\"timeout_ms\":300000}",
                        "{\"id\":\"k2\",\"messages\":[{\"role\":\"user\",\"content\":\"q1\"},"
                                + "{\"role\":\"assistant\",\"content\":\"a1\"},{\"role\":\"user\",\"content\":\"q2\"}],"
                                + "\"answer\":\"b\",\"instruction\":\"private\",\"timeout_ms\":300000}",
                        "{\"id\":\"k3\",\"question\":\"q\",\"answer\":\"c\",\"timeout_ms\":300000}");
    }

    @Test
    void aServiceThatIsNotThereIsNamed() {
        URI root = root();
        server.stop(0);
        try (ServiceAnswers service = new ServiceAnswers(root)) {
            assertThatThrownBy(service::identity).hasMessageContaining("127.0.0.1");
        }
    }
}
