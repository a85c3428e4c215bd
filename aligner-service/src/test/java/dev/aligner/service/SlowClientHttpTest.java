package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Clients that send and read as slowly as they like, over sockets of their own: each is ended, by us, at its bound. */
@TestPropertySource(
        properties = {
            "aligner.connections.max=40",
            "aligner.connections.head=400ms",
            "aligner.connections.write=400ms",
            "aligner.routes.main.path=/v1/",
            "aligner.routes.main.streams=window,off"
        })
class SlowClientHttpTest extends HttpTestBase {
    private static final String GET = "GET /livez HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHAT =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";

    private static final ScheduledExecutorService TRICKLE = Executors.newSingleThreadScheduledExecutor();
    private static final CountDownLatch LET_GO = new CountDownLatch(1);

    /** An upstream that writes for ever, as fast as it is read. */
    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .route(routes -> routes.post(
                            "/v1/files",
                            (request, response) -> request.receive()
                                    .then(response.sendString(Mono.just("taken"))
                                            .then()))
                    .post("/v1/**", (request, response) -> {
                        request.withConnection(connection -> connection.onDispose(() -> LET_GO.countDown()));
                        return response.sse().sendString(Flux.<String>generate(sink -> sink.next(delta())));
                    })
                    .ws("/v1/socket", (in, out) -> out.sendString(in.receive().asString())))
            .bindNow();

    private static String delta() {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "A good line. ".repeat(5000)
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        registry.add("aligner.routes.main.upstream", () -> "http://localhost:" + UPSTREAM.port());
    }

    @AfterAll
    static void stop() {
        TRICKLE.shutdownNow();
        UPSTREAM.disposeNow();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Writes it again and again until the connection is gone. */
    private static void trickle(Socket socket, String text) {
        var unused = TRICKLE.scheduleWithFixedDelay(
                () -> {
                    try {
                        write(socket, text);
                    } catch (IOException gone) {
                        throw new IllegalStateException(gone);
                    }
                },
                20,
                20,
                TimeUnit.MILLISECONDS);
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            read.append((char) next);
        }
        return read.toString().strip();
    }

    private static String untilClosed(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.append((char) next);
            }
        } catch (java.net.SocketTimeoutException open) {
            throw new AssertionError("still open after: " + read, open);
        } catch (java.net.SocketException resetBecauseMoreWasSent) {
            return read.toString();
        }
        return read.toString();
    }

    /** One answer without a body, of a connection that stays. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith("}")) {
            int next = socket.getInputStream().read();
            assertThat(next).as("still open after " + read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    @Test
    void headersThatTrickleEndTheConnection() throws IOException {
        try (Socket socket = connect()) {
            write(socket, GET);
            trickle(socket, "X-Slow: 1\r\n");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aRequestLineThatTricklesEndsTheConnection() throws IOException {
        try (Socket socket = connect()) {
            write(socket, "GET /");
            trickle(socket, "a");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aLaterRequestOfAConnectionHasTheSameTime() throws IOException {
        try (Socket socket = connect()) {
            write(socket, GET + "\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
            write(socket, GET + "\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
            write(socket, "G");
            trickle(socket, "E");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void theTimeOfHeadersIsNotThatOfABodyOrAnAnswer() throws Exception {
        corrector.hold();
        byte[] whole = body("").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/corrections", "application/json", whole, "Connection: close")) {
            assertThat(corrector.awaitStart()).isTrue();
            // the beginning of a next request, while this one is answered
            write(socket, "GET");
            var unused = TRICKLE.schedule(corrector::release, 1200, TimeUnit.MILLISECONDS);
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 200 ").contains("CORRECTED");
        }
    }

    @Test
    void headersOfTooManyBytesAreRefused() throws IOException {
        try (Socket socket = connect()) {
            write(socket, GET + "X-Large: " + "a".repeat(20_000) + "\r\n\r\n");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 431 ");
        }
        try (Socket socket = connect()) {
            write(socket, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 414 ");
        }
    }

    @Test
    void aBatchMustGetOnLineByLine() throws Exception {
        try (Socket socket = send("/v1/corrections:batch", "application/x-ndjson", 1_000_000, new byte[0])) {
            trickle(socket, " ");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 408 ").contains("body: waited 500 ms");
        }
        byte[] first = (body("") + "\n{\"question\":").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/corrections:batch", "application/x-ndjson", 1_000_000, first)) {
            trickle(socket, " ");
            assertThat(untilClosed(socket))
                    .as("what was asked before is answered")
                    .startsWith("HTTP/1.1 200 ")
                    .contains("CORRECTED")
                    .as("and the end is missing")
                    .doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void aBatchWhoseLinesComeMayTakeItsTime() throws Exception {
        byte[] line = (body("") + "\n").getBytes(StandardCharsets.UTF_8);
        try (Socket socket =
                send("/v1/corrections:batch", "application/x-ndjson", line.length + 60, line, "Connection: close")) {
            // sixty lines of nothing in 1200 ms
            trickle(socket, "\n");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 200 ").contains("CORRECTED", "\r\n0\r\n");
        }
    }

    @Test
    void aBodyThatPassesMustGetOnToo() throws Exception {
        try (Socket socket = send("/v1/files", "application/octet-stream", 1_000_000, new byte[10])) {
            trickle(socket, " ");
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 408 ").doesNotContain("upstream");
        }
    }

    @Test
    void aReaderThatDoesNotReadIsLeftAndSoIsItsUpstream() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            write(
                    socket,
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "x-aligner-stream-mode: off\r\nContent-Length: " + CHAT.length() + "\r\n\r\n" + CHAT);
            assertThat(LET_GO.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aConnectionTooManyIsToldToComeBack() throws Exception {
        List<Socket> all = new ArrayList<>();
        String refused = "";
        try {
            int served = 0;
            while (refused.isEmpty()) {
                Socket socket = connect();
                all.add(socket);
                write(socket, GET + "\r\n");
                String first = line(socket);
                if (first.equals("HTTP/1.1 200 OK")) {
                    served++;
                } else {
                    refused = first + untilClosed(socket);
                }
            }
            assertThat(served).isBetween(1, 40);
            assertThat(refused).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
        } finally {
            for (Socket socket : all) {
                socket.close();
            }
        }
        String status = "";
        while (!status.startsWith("HTTP/1.1 200 ")) {
            try (Socket socket = connect()) {
                write(socket, GET + "Connection: close\r\n\r\n");
                status = untilClosed(socket);
            }
        }
    }
}
