package dev.aligner.spark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service as batches see it. It corrects "bad" to "good", cannot correct what is "unspeakable", and keeps what it was asked.
 */
public final class FakeService implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A line of a batch. */
    public record Asked(
            String caller, String answer, @Nullable String instruction) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(64);
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Consumer<Asked> before;
    private volatile int status = 200;
    private volatile @Nullable String known;

    /** @param before may hold up the answer to a line */
    public FakeService(Consumer<Asked> before) {
        this.before = before;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/v1/models", this::models);
        server.createContext("/v1/corrections:batch", this::batch);
        server.start();
    }

    public FakeService() {
        this(line -> {});
    }

    /** What it makes of an answer. */
    public static String corrected(String answer) {
        return answer.replace("bad", "good");
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Every line so far, in no order. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Of batches from now on. */
    public void answerWith(int httpStatus) {
        status = httpStatus;
    }

    /** From now on who asks without this key is refused. */
    public void knowsOnly(String key) {
        known = "Bearer " + key;
    }

    private boolean refuses(HttpExchange exchange) throws IOException {
        String needed = known;
        if (needed == null || needed.equals(exchange.getRequestHeaders().getFirst("authorization"))) {
            return false;
        }
        exchange.sendResponseHeaders(401, -1);
        exchange.close();
        return true;
    }

    private void models(HttpExchange exchange) throws IOException {
        if (refuses(exchange)) {
            return;
        }
        byte[] body = "{\"data\": [{\"id\": \"fake\", \"aligner\": {\"digest\": \"f00d\"}}]}"
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void batch(HttpExchange exchange) throws IOException {
        String caller = exchange.getRequestHeaders().getFirst("user-agent");
        List<String> lines;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8))) {
            lines = reader.lines().toList();
        }
        if (refuses(exchange)) {
            return;
        }
        if (status != 200) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String line : lines) {
                out.write((answer(caller, JSON.readTree(line)) + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private String answer(String caller, JsonNode line) {
        String answer = line.path("answer").asString();
        Asked one = new Asked(caller, answer, line.path("instruction").stringValue(null));
        asked.add(one);
        before.accept(one);
        ObjectNode result = JSON.createObjectNode();
        result.set("id", line.path("id"));
        if (answer.contains("unspeakable")) {
            result.putObject("error").put("code", "invalid_field").put("detail", "answer: unspeakable");
            return JSON.writeValueAsString(result);
        }
        List<Edit> edits = Edits.between(answer, corrected(answer));
        result.put("model", "fake")
                .put("action", edits.isEmpty() ? "NONE" : "CORRECTED")
                .put("correction", corrected(answer))
                .put("edit_ratio", Edits.ratio(answer, edits))
                .put("margin", 1.5)
                .putNull("reason")
                .put("strength", 1.0);
        ArrayNode list = result.putArray("edits");
        edits.forEach(edit -> list.addObject()
                .put("start", edit.start())
                .put("end", edit.end())
                .put("replacement", edit.replacement()));
        result.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", 2);
        return JSON.writeValueAsString(result);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
