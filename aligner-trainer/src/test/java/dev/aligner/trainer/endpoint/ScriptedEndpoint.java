package dev.aligner.trainer.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real HTTP server that answers each chat request with what a script says. */
public final class ScriptedEndpoint implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    /** A status, headers and a body. */
    public record Answer(int status, Map<String, String> headers, String body) {
        /** A completion with this text. */
        public static Answer text(String text) {
            return new Answer(
                    200,
                    Map.of(),
                    JSON.writeValueAsString(Map.of(
                            "choices",
                            List.of(Map.of(
                                    "index",
                                    0,
                                    "message",
                                    Map.of("role", "assistant", "content", text),
                                    "finish_reason",
                                    "stop")),
                            "usage",
                            Map.of("prompt_tokens", 7, "completion_tokens", 3))));
        }
    }

    public ScriptedEndpoint(Function<JsonNode, Answer> script) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, script));
        server.start();
    }

    private void answer(HttpExchange exchange, Function<JsonNode, Answer> script) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        requests.add(request);
        String authorization = exchange.getRequestHeaders().getFirst("authorization");
        authorizations.add(authorization == null ? "" : authorization);
        Answer answer = script.apply(request);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** A client whose waits take no time; {@link #waits} has them. */
    public ChatEndpoint client(@Nullable ApiKey key, int attempts) {
        return new ChatEndpoint(
                base(),
                "judge-model",
                key,
                Duration.ofSeconds(30),
                2,
                new Backoff(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(8),
                        attempts,
                        new SplittableRandom(1),
                        InstantSource.system()),
                wait -> {
                    waits.add(wait);
                    return Runnable::run;
                },
                System::nanoTime);
    }

    /** The API's root. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/");
    }

    public List<JsonNode> requests() {
        return requests;
    }

    public List<String> authorizations() {
        return authorizations;
    }

    public List<Duration> waits() {
        return waits;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
