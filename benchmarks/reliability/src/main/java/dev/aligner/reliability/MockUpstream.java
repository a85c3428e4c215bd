package dev.aligner.reliability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model that is none: speaks OpenAI's chat completions, whole and streamed. It answers with the text that belongs to the
 * question, so that whoever asked can tell whether he got his own. {@code /v1/large} is a body without an end to speak of.
 */
final class MockUpstream implements AutoCloseable {
    /** Header of a request: milliseconds between two pieces of its stream, and before an answer in one piece. */
    static final String PAUSE = "x-mock-pause-ms";

    private static final int MOST_AT_ONCE = 1024;
    private static final int LARGE_PIECES = 4096;
    private static final byte[] LARGE_PIECE = new byte[16 * 1024];

    private final HttpServer server;
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, MOST_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "mock-upstream");
                thread.setDaemon(true);
                return thread;
            });
    private final Texts texts;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private volatile int status = 200;

    MockUpstream(int port, Texts texts) throws IOException {
        this.texts = texts;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What is in all its answers and in nobody else's. */
    String mark() {
        return "mock-" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Answers all requests with this status from now on. */
    void status(int answered) {
        status = answered;
    }

    int calls() {
        return calls.get();
    }

    /** Requests that are being answered. */
    int open() {
        return open.get();
    }

    /** Answers that nobody wanted to read to their end. */
    int left() {
        return left.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        open.incrementAndGet();
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (status != 200) {
                send(exchange, status, "{\"error\":{\"message\":\"made to fail\",\"type\":\"server_error\"}}");
            } else if (exchange.getRequestURI().getPath().endsWith("/large")) {
                large(exchange);
            } else {
                chat(exchange, Texts.JSON.readTree(body));
            }
        } catch (IOException e) {
            left.incrementAndGet();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
    }

    private void chat(HttpExchange exchange, JsonNode asked) throws IOException, InterruptedException {
        String answer = answer(asked.at("/messages/0/content").asString());
        Duration pause = Duration.ofMillis(
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(PAUSE))
                        .map(Long::valueOf)
                        .orElse(0L));
        if (asked.at("/stream").asBoolean()) {
            stream(exchange, answer, pause);
            return;
        }
        Patience.rest(pause);
        send(
                exchange,
                200,
                Ask.json(Map.of(
                        "id",
                        mark(),
                        "object",
                        "chat.completion",
                        "created",
                        0,
                        "model",
                        "mock",
                        "choices",
                        List.of(Map.of(
                                "index",
                                0,
                                "message",
                                Map.of("role", "assistant", "content", answer),
                                "finish_reason",
                                "stop")))));
    }

    /** The one that {@link Texts#get} has for the number before the question. */
    private String answer(String question) {
        int colon = question.indexOf(':');
        return colon <= 0 || !question.substring(0, colon).matches("\\d+")
                ? texts.get(0).answer()
                : texts.get(Integer.parseInt(question.substring(0, colon))).answer();
    }

    private void stream(HttpExchange exchange, String answer, Duration pause) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        // not closed where it breaks: it would be ended as if it were whole
        OutputStream out = exchange.getResponseBody();
        for (String word : answer.split("(?<= )", -1)) {
            out.write(event(Map.of("content", word), null));
            out.flush();
            Patience.rest(pause);
        }
        out.write(event(Map.of(), "stop"));
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.close();
    }

    private byte[] event(Map<String, Object> delta, @Nullable String finish) {
        return ("data: {\"id\":\"" + mark()
                        + "\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"mock\",\"choices\":[{\"index\":0,"
                        + "\"delta\":" + Ask.json(delta) + ",\"finish_reason\":" + Ask.json(finish) + "}]}\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void large(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("content-type", "application/octet-stream");
        exchange.sendResponseHeaders(200, (long) LARGE_PIECES * LARGE_PIECE.length);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < LARGE_PIECES; i++) {
            out.write(LARGE_PIECE);
        }
        out.close();
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
