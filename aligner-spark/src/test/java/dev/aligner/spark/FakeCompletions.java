package dev.aligner.spark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server of completions that is given texts. It looks for a sentence that begins with "Row" in them, and writes it with "good" in the
 * place of "bad", in pieces.
 */
public final class FakeCompletions implements AutoCloseable {
    public static final String MODEL = "elsewhere";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern ANSWER = Pattern.compile("Row \\d+ is (?:bad|fine)\\.");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(16);
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    public FakeCompletions() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext(
                "/v1/models",
                exchange -> send(exchange, "application/json", "{\"data\":[{\"id\":\"" + MODEL + "\"}]}"));
        server.createContext("/v1/completions", this::complete);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** The answers that it had to correct, in no order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void complete(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (!request.path("stream").asBoolean(false)) {
            // how it is asked whether it reads prompts as they are meant
            send(
                    exchange,
                    "application/json",
                    "{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"length\"}]}");
            return;
        }
        String answer = ANSWER.matcher(request.path("prompt").asString())
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
        asked.add(answer);
        StringBuilder stream = new StringBuilder();
        for (String word : FakeService.corrected(answer).split("(?<= )", -1)) {
            stream.append(event(word, "null"));
        }
        send(exchange, "text/event-stream", stream.append(event("", "\"stop\"")) + "data: [DONE]\n\n");
    }

    private static String event(String text, String finish) {
        return "data: {\"choices\":[{\"index\":0,\"text\":\"" + text + "\",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
