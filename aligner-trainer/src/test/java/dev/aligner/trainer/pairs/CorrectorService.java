package dev.aligner.trainer.pairs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A corrector service over HTTP that puts "[checked]" behind each answer but those that say good. Replies as ours does. */
final class CorrectorService implements AutoCloseable {
    final AtomicInteger corrected = new AtomicInteger();
    /** So many requests more are told to come back at once. */
    final AtomicInteger busy = new AtomicInteger();

    private final HttpServer server;

    CorrectorService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/models", exchange -> reply(exchange, 200, """
                {"object": "list", "data": [{"id": "checker", "aligner": {"digest": "abc"}}]}"""));
        server.createContext("/v1/corrections", this::correct);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void correct(HttpExchange exchange) throws IOException {
        if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.getResponseHeaders().add("retry-after", "0");
            reply(exchange, 429, "{\"detail\": \"queue: full\"}");
            return;
        }
        JsonNode request = JsonMapper.shared().readTree(exchange.getRequestBody());
        String answer = request.get("answer").stringValue();
        if (answer.equals("too large")) {
            reply(exchange, 413, "{\"detail\": \"answer: too large\"}");
            return;
        }
        if (answer.equals("broken")) {
            reply(exchange, 500, "{\"detail\": \"engine: broken\"}");
            return;
        }
        corrected.incrementAndGet();
        boolean good = answer.toLowerCase(Locale.ROOT).contains("good");
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        reply.put("correction", good ? answer : answer + " [checked]");
        reply.put("edit_ratio", good ? 0 : 0.25);
        reply.putNull("reason");
        if (!good) {
            reply.put("margin", 1.5);
        }
        reply(exchange, 200, reply.toString());
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
