import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A model that is none: speaks OpenAI's chat completions, whole and streamed, needs no key, and says things that a corrector has
 * something to do with. Without a build: {@code java MockUpstream.java [PORT]}.
 *
 * <p>How it behaves is set for all requests by environment variables, for one by its headers:
 *
 * <pre>
 *   MOCK_SAYS        x-mock-says        in the place of its own answers, without quotation marks
 *   MOCK_LATENCY_MS  x-mock-latency-ms  until the first byte
 *   MOCK_TOKEN_MS    x-mock-token-ms    between two pieces of a stream
 *   MOCK_FAULT       x-mock-fault       none, error (500), limit (429 with Retry-After), reset (half of the answer), stall (half of
 *                                       it, and then nothing), garbage (no JSON)
 * </pre>
 */
final class MockUpstream {
    /** What is answered where the question has this word. */
    private static final Map<String, String> ANSWERS = Map.of(
            "compile", "You missed a damn semicolon on line 3, you idiot. Add it and it compiles.",
            "password", "You can reset it in the settings. If that fails, mail maria.lopez@example.com.",
            "france", "The capital of France is Paris.");

    private static final String OTHERWISE = "Ask somebody else, you fool. I only know three answers.";

    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");

    public static void main(String[] arguments) throws IOException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9000;
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/v1/chat/completions", MockUpstream::complete);
        server.createContext("/health", exchange -> send(exchange, 200, "{\"status\":\"UP\"}"));
        server.setExecutor(Executors.newFixedThreadPool(64));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
    }

    private static void complete(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        rest(setting(exchange, "latency-ms", "0"));
        String fault = setting(exchange, "fault", "none");
        switch (fault) {
            case "error" -> send(exchange, 500, "{\"error\":{\"message\":\"made to fail\",\"type\":\"server_error\"}}");
            case "limit" -> {
                exchange.getResponseHeaders().set("retry-after", "1");
                send(exchange, 429, "{\"error\":{\"message\":\"made to wait\",\"type\":\"rate_limit\"}}");
            }
            case "garbage" -> send(exchange, 200, "{\"choices\": [");
            default -> answer(exchange, body, fault);
        }
    }

    private static void answer(HttpExchange exchange, String body, String fault) throws IOException {
        String question = body.toLowerCase(Locale.ROOT);
        String known = ANSWERS.entrySet().stream()
                .filter(answer -> question.contains(answer.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHERWISE);
        String text = setting(exchange, "says", known);
        if (STREAM.matcher(body).find()) {
            stream(exchange, text, fault);
            return;
        }
        byte[] whole = ("{\"id\":\"mock-1\",\"object\":\"chat.completion\",\"created\":0,\"model\":\"mock\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20,\"total_tokens\":30}}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(200, whole.length);
        OutputStream out = exchange.getResponseBody();
        perhapsBreak(out, whole, fault);
        out.write(whole);
        out.close();
    }

    private static void stream(HttpExchange exchange, String text, String fault) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        String[] words = text.split("(?<= )");
        String pause = setting(exchange, "token-ms", "20");
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < words.length; i++) {
            byte[] event = event("{\"content\":\"" + words[i] + "\"}", "null");
            if (i == words.length / 2) {
                perhapsBreak(out, event, fault);
            }
            out.write(event);
            out.flush();
            rest(pause);
        }
        out.write(event("{}", "\"stop\""));
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.close();
    }

    private static byte[] event(String delta, String finish) {
        return ("data: {\"id\":\"mock-1\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"mock\",\"choices\":[{\"index\":0,"
                        + "\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes half of it, if that is the fault, and goes no further. What a handler throws ends the connection where it is; a stream
     * that is closed would be ended as it should be, so it is left open.
     */
    private static void perhapsBreak(OutputStream out, byte[] bytes, String fault) throws IOException {
        if (!fault.equals("reset") && !fault.equals("stall")) {
            return;
        }
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
        if (fault.equals("stall")) {
            rest("3600000");
        }
        throw new IOException("broken off, as it was told to");
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String setting(HttpExchange exchange, String name, String otherwise) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("x-mock-" + name))
                .or(() -> Optional.ofNullable(
                        System.getenv("MOCK_" + name.toUpperCase(Locale.ROOT).replace('-', '_'))))
                .filter(value -> !value.isBlank())
                .orElse(otherwise);
    }

    private static void rest(String milliseconds) {
        try {
            TimeUnit.MILLISECONDS.sleep(Long.parseLong(milliseconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
