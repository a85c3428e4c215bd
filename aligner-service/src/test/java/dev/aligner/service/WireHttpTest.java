package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Recorded;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Wire;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Every wire through the proxy: whole and streamed, with credentials of the client's and of ours, with tool calls. */
@TestPropertySource(properties = "aligner.stream.heartbeat=1m")
class WireHttpTest extends HttpTestBase {
    private static final String OURS = "\"aligner\":{\"strength\":1}";
    private static final String KEY = "secret-of-ours";

    /** Where clients have their credentials, Azure's among them. */
    private static final Map<String, String> THEIRS = Map.of(
            "authorization", "Bearer theirs", "x-api-key", "theirs", "x-goog-api-key", "theirs", "api-key", "theirs");

    /** @param headers as lines, the names in lower case */
    private record Seen(String uri, List<String> headers, String body) {}

    /** @param type of its content */
    private record Sent(String type, byte[] body) {}

    private static final LoopResources LOOPS = LoopResources.create("every-wire", 1, true);
    private static final LinkedBlockingQueue<Seen> SEEN = new LinkedBlockingQueue<>();
    private static volatile Sent sent = new Sent("application/json", new byte[0]);
    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .runOn(LOOPS)
            .handle((request, response) -> request.receive()
                    .aggregate()
                    .asString()
                    .defaultIfEmpty("")
                    .flatMap(body -> {
                        SEEN.add(new Seen(
                                request.uri(),
                                request.requestHeaders().entries().stream()
                                        .map(header ->
                                                header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue())
                                        .toList(),
                                body));
                        return response.header("Content-Type", sent.type())
                                .sendByteArray(Mono.just(sent.body()))
                                .then();
                    }))
            .bindNow();

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        for (String route : List.of("free", "keyed")) {
            registry.add("aligner.routes." + route + ".upstream", () -> "http://localhost:" + UPSTREAM.port());
            registry.add("aligner.routes." + route + ".path", () -> "/" + route + "/");
            registry.add("aligner.routes." + route + ".instruction", () -> "count");
            registry.add("aligner.routes." + route + ".streams", () -> "window,buffer");
        }
        registry.add("aligner.routes.keyed.api-key", () -> KEY);
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
        LOOPS.dispose();
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static Stream<Recorded> wires() {
        return Recorded.all().stream();
    }

    private static Stream<Arguments> streams() {
        return wires().flatMap(exchange -> Stream.of("window", "buffer").map(mode -> Arguments.of(exchange, mode)));
    }

    /** Where the wire takes what is to be answered in one piece. */
    private static String wholePath(String path) {
        return path.replace(":streamGenerateContent", ":generateContent")
                .replace("/converse-stream", "/converse")
                .replace("?alt=sse", "");
    }

    private static String streamPath(String path) {
        return path.endsWith(":streamGenerateContent") ? path + "?alt=sse" : path;
    }

    private static String streamType(Wire wire) {
        return switch (wire) {
            case OLLAMA_CHAT, OLLAMA_GENERATE -> "application/x-ndjson";
            case BEDROCK_CONVERSE -> "application/vnd.amazon.eventstream";
            default -> "text/event-stream";
        };
    }

    /** The request with an object of ours that a route takes. */
    private static String asking(Recorded exchange) {
        return exchange.request().replaceFirst("\"aligner\":(\\{[^}]*}|null|true)", OURS);
    }

    private static String without(String asking) {
        return asking.replaceFirst("\"aligner\":\\{\"strength\":1},\\s*", "")
                .replaceFirst(",\"aligner\":\\{\"strength\":1}", "");
    }

    private EntityExchangeResult<byte[]> ask(String path, String body, Map<String, String> headers) {
        WebTestClient.RequestBodySpec request = client().post()
                .uri(URI.create("http://localhost:" + port + path))
                .contentType(MediaType.APPLICATION_JSON);
        headers.forEach((name, value) -> request.header(name, value));
        return request.bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult();
    }

    private static byte[] body(EntityExchangeResult<byte[]> answer) {
        return Objects.requireNonNull(answer.getResponseBody());
    }

    private static Seen seen() throws InterruptedException {
        return Objects.requireNonNull(SEEN.poll(10, TimeUnit.SECONDS), "the upstream was asked");
    }

    private static List<String> lines(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
    }

    /** The texts' literals, with an eight for each six; what belongs to the old text alone is gone. */
    private static String golden(Recorded exchange) {
        String body = exchange.body();
        for (String text : exchange.texts()) {
            body = body.replace('"' + text + '"', '"' + FakeCorrector.counted(text) + '"');
        }
        return body.replace("\"It has \\u0073ix", "\"It has eight")
                .replace("{\"content\":[{\"token\":\"It\"}]}", "null");
    }

    @ParameterizedTest
    @MethodSource("wires")
    void aWholeAnswerIsCorrectedInItsTextsAlone(Recorded exchange) throws InterruptedException {
        sent = new Sent("application/json", exchange.body().getBytes(StandardCharsets.UTF_8));
        String path = "/free" + wholePath(exchange.path());
        String asking = asking(exchange);
        assertThat(asking).contains(OURS);

        EntityExchangeResult<byte[]> answer = ask(path, asking, Map.of("x-aligner-strength", "1"));

        assertThat(new String(body(answer), StandardCharsets.UTF_8)).isEqualTo(golden(exchange));
        assertThat(answer.getResponseHeaders().getFirst("x-aligner-action")).isEqualTo("CORRECTED");
        Seen seen = seen();
        assertThat(seen.uri()).isEqualTo(path);
        assertThat(seen.body()).isEqualTo(without(asking)).doesNotContain("aligner");
        assertThat(seen.headers()).noneMatch(header -> header.startsWith("x-aligner"));
    }

    private static List<StreamEvent> events(Wire wire, byte[] bytes) {
        AnswerStream stream = wire.stream();
        List<StreamEvent> events = new ArrayList<>(stream.push(bytes));
        events.addAll(stream.end());
        return events;
    }

    /** Each event without its texts. */
    private static List<String> around(List<StreamEvent> events) {
        return events.stream()
                .map(event -> {
                    StreamEvent.Change change = event.change();
                    for (int i = 0; i < event.texts().size(); i++) {
                        change.text(i, "");
                    }
                    return new String(change.bytes(), StandardCharsets.ISO_8859_1);
                })
                .toList();
    }

    private static List<String> texts(List<StreamEvent> events) {
        Map<Piece, String> texts = new LinkedHashMap<>();
        events.forEach(event -> event.texts().stream()
                .filter(text -> !text.repeats())
                .forEach(text -> texts.merge(text.piece(), text.text(), String::concat)));
        return List.copyOf(texts.values());
    }

    private static List<String> repeated(List<StreamEvent> events) {
        return events.stream()
                .flatMap(event -> event.texts().stream())
                .filter(StreamEvent.Text::repeats)
                .map(StreamEvent.Text::text)
                .toList();
    }

    private static List<String> counted(List<String> texts) {
        return texts.stream().map(FakeCorrector::counted).collect(Collectors.toList());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("streams")
    void aStreamIsCorrectedInItsTextsAlone(Recorded exchange, String mode) throws InterruptedException {
        Wire wire = exchange.wire();
        sent = new Sent(streamType(wire), exchange.stream());
        String path = "/free" + streamPath(exchange.path());

        EntityExchangeResult<byte[]> answer = ask(path, asking(exchange), Map.of("x-aligner-stream-mode", mode));

        List<StreamEvent> before = events(wire, exchange.stream());
        List<StreamEvent> after = events(wire, body(answer));
        assertThat(texts(after)).isEqualTo(counted(texts(before))).anyMatch(text -> text.contains("ight"));
        assertThat(repeated(after)).isEqualTo(counted(repeated(before)));
        assertThat(around(after)).isEqualTo(around(before));
        assertThat(answer.getResponseHeaders().getFirst("x-aligner-stream-mode"))
                .isEqualTo(mode);
        assertThat(answer.getResponseHeaders().getFirst("Content-Type")).isEqualTo(streamType(wire));
        Seen seen = seen();
        assertThat(seen.uri()).isEqualTo(path);
        assertThat(seen.body()).isEqualTo(without(asking(exchange)));
        assertThat(seen.headers()).noneMatch(header -> header.startsWith("x-aligner"));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void credentialsOfTheClientPassAndAKeyOfOursTakesTheirPlace(Recorded exchange) throws InterruptedException {
        sent = new Sent("application/json", exchange.body().getBytes(StandardCharsets.UTF_8));
        String path = wholePath(exchange.path());
        String ours = switch (exchange.wire()) {
            case ANTHROPIC_MESSAGES -> "x-api-key: " + KEY;
            case GEMINI_CONTENT -> "x-goog-api-key: " + KEY;
            default -> "authorization: Bearer " + KEY;
        };

        ask("/free" + path, asking(exchange), THEIRS);
        assertThat(seen().headers()).containsAll(lines(THEIRS));

        EntityExchangeResult<byte[]> answer = ask("/keyed" + path, asking(exchange), THEIRS);
        List<String> headers = seen().headers();
        assertThat(headers).contains(ours).noneMatch(header -> header.contains("theirs"));
        assertThat(String.join("\n", headers)).containsOnlyOnce(KEY);
        assertThat(answer.getResponseHeaders().toString()).doesNotContain(KEY);
    }

    private static Stream<ToolCalls> toolCalls() {
        return ToolCalls.all().stream();
    }

    @ParameterizedTest
    @MethodSource("toolCalls")
    void whereAToolIsCalledNothingChanges(ToolCalls call) {
        Recorded asked = wires().filter(exchange -> exchange.wire() == call.wire())
                .findFirst()
                .orElseThrow();
        sent = new Sent("application/json", call.whole().getBytes(StandardCharsets.UTF_8));
        EntityExchangeResult<byte[]> whole = ask("/free" + wholePath(call.path()), asking(asked), Map.of());
        assertThat(body(whole)).isEqualTo(sent.body());
        assertThat(whole.getResponseHeaders().getFirst("x-aligner-reason")).isEqualTo("tool_call");

        sent = new Sent(streamType(call.wire()), call.stream());
        EntityExchangeResult<byte[]> stream =
                ask("/free" + call.path(), asking(asked), Map.of("x-aligner-stream-mode", "buffer"));
        assertThat(body(stream)).isEqualTo(sent.body());
    }
}
