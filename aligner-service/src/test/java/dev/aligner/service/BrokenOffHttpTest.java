package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Upstreams that break off: all that they sent comes, and then the same broken end. */
class BrokenOffHttpTest extends HttpTestBase {
    private static final int TIMES = 20;
    private static final int MOST = 60;

    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .handle((request, response) -> {
                int pieces = Integer.parseInt(request.requestHeaders().get("x-pieces"));
                boolean events = !request.uri().contains("file");
                response.header("Content-Type", events ? "text/event-stream" : "application/octet-stream");
                Flux<String> body = Flux.range(0, pieces)
                        .map(i -> events ? delta(piece(i)) : piece(i))
                        .concatWith(Mono.error(new IOException("broken")));
                // a connection that is closed before all is read of it is reset, and what was sent on it is lost
                return request.receive().then(Mono.from(response.sendString(body, StandardCharsets.UTF_8)));
            })
            .bindNow();

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        registry.add("aligner.routes.main.upstream", () -> "http://localhost:" + UPSTREAM.port());
        registry.add("aligner.routes.main.path", () -> "/");
        registry.add("aligner.routes.main.streams", () -> "window,buffer,post-hoc,off");
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
    }

    private static String piece(int number) {
        return "Piece " + number + ". ";
    }

    private static String delta(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, window",
        "/v1/chat/completions, post-hoc",
        "/v1/chat/completions, buffer",
        "/v1/chat/completions, off",
        "/v1/other, off",
        "/v1/file, off"
    })
    void whatCameBeforeItIsNotLost(String path, String mode) throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < TIMES; i++) {
            int pieces = i < TIMES / 2 ? 1 : 1 + random.nextInt(MOST);

            String all = answer(path, mode, pieces);

            assertThat(all).startsWith("HTTP/1.1 200 ").doesNotEndWith("0\r\n\r\n");
            assertThat(all)
                    .contains(IntStream.range(0, pieces)
                            .mapToObj(BrokenOffHttpTest::piece)
                            .map(String::strip)
                            .toList());
        }
    }

    private String answer(String path, String mode, int pieces) throws IOException {
        byte[] asked = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}"
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket =
                send(path, "application/json", asked, "x-pieces: " + pieces, "x-aligner-stream-mode: " + mode)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
