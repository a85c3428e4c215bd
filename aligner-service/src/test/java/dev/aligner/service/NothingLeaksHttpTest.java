package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Drives every way in, well and badly, with a word in each prompt, answer and key that stands nowhere else, and then looks for
 * it in logs (ours with debugging on), in metrics, in spans, in headers of answers and in errors of ours.
 */
@Import(ObservedTestBase.Exported.class)
@TestPropertySource(
        properties = {
            "spring.test.tracing.export=true",
            "management.tracing.export.enabled=true",
            "management.tracing.export.otlp.enabled=false",
            "management.tracing.sampling.probability=1",
            "management.opentelemetry.tracing.export.schedule-delay=50ms",
            "aligner.routes.main.path=/v1/",
            "aligner.routes.main.streams=window,buffer,post-hoc,off",
            "aligner.routes.main.evidence=full",
            "aligner.routes.main.instructions=safe,fail,degenerate,refuse",
            "aligner.routes.closed.path=/closed/",
            "aligner.routes.closed.on-failure=closed",
            "aligner.routes.closed.instructions=fail,degenerate,refuse",
            "aligner.routes.watched.path=/watched/",
            "aligner.routes.watched.shadow=async",
            "aligner.routes.told.path=/told/",
            "aligner.routes.told.shadow=sync",
            "aligner.routes.blocked.path=/blocked/",
            "aligner.routes.blocked.block.text=No.",
            "aligner.routes.blocked.block.above=0.01",
            "aligner.routes.keyed.path=/keyed/",
            "aligner.routes.keyed.api-key=sk-zebra",
            "aligner.routes.down.path=/down/",
            "aligner.routes.down.upstream=http://localhost:1",
            "aligner.routes.hasty.path=/hasty/",
            "aligner.routes.hasty.call.timeout=200ms",
            "aligner.plugs.enabled=litellm,portkey,agentgateway,kong,guardrail"
        })
class NothingLeaksHttpTest extends HttpTestBase {
    /** In every text and key, and in nothing else. */
    private static final String WORD = "zebra";

    private static final String TEXT = "A damn " + WORD + " is missing.";
    private static final String CHAT =
            "{\"model\":\"m\",%s\"messages\":[{\"role\":\"user\",\"content\":\"Why, " + WORD + "?\"}]}";
    private static final String STREAM = CHAT.formatted("\"stream\":true,");
    private static final String WHOLE = CHAT.formatted("");

    private static final DisposableServer UPSTREAM =
            HttpServer.create().port(0).handle(NothingLeaksHttpTest::answer).bindNow();

    private static Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            String fault = request.requestHeaders().get("x-fault", "");
            if (fault.equals("silent")) {
                return Mono.never();
            }
            response.header("Content-Type", "application/json");
            return switch (fault) {
                case "500" ->
                    response.status(500)
                            .sendString(Mono.just("{\"error\":\"" + TEXT + "\"}"))
                            .then();
                case "broken" ->
                    response.sendString(Mono.just("{\"choices\":\"" + TEXT)).then();
                case "reset" ->
                    response.sse()
                            .sendString(Flux.just(event(TEXT + " And more"))
                                    .concatWith(Mono.fromRunnable(() -> response.withConnection(Connection::dispose))))
                            .then();
                default ->
                    body.contains("\"stream\":true")
                            ? response.sse()
                                    .sendString(Flux.just(event(TEXT), event(" More."), "data: [DONE]\n\n"))
                                    .then()
                            : response.sendString(Mono.just("{\"choices\":[{\"index\":0,\"message\":{\"role\":"
                                            + "\"assistant\",\"content\":\"" + TEXT
                                            + "\"},\"finish_reason\":\"stop\"}]}"))
                                    .then();
            };
        });
    }

    private static String event(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        for (String route : List.of("main", "closed", "watched", "told", "blocked", "keyed", "hasty")) {
            registry.add("aligner.routes." + route + ".upstream", () -> "http://localhost:" + UPSTREAM.port());
        }
    }

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private InMemorySpanExporter spans;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final List<String> told = new ArrayList<>();
    private int requests;

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @BeforeEach
    void listen() {
        logged.start();
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(logged);
        logger("dev.aligner").setLevel(Level.DEBUG);
    }

    @AfterEach
    void listenNoMore() {
        logger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(logged);
        logger("dev.aligner").setLevel(null);
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
    }

    private void send(String path, String type, String body, String... headers) {
        requests++;
        var request = client().method(HttpMethod.POST)
                .uri(URI.create("http://localhost:" + port + path))
                .contentType(MediaType.valueOf(type))
                .header("Authorization", "Bearer sk-" + WORD)
                .header("x-api-key", WORD)
                .header("Cookie", "session=" + WORD);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            EntityExchangeResult<byte[]> answer = request.bodyValue(body.getBytes(StandardCharsets.UTF_8))
                    .exchange()
                    .expectBody()
                    .returnResult();
            told.add(where(path) + " " + answer.getResponseHeaders());
            byte[] error = answer.getResponseBody();
            boolean ours =
                    answer.getStatus().value() >= 400 && !List.of(headers).contains("500");
            if (ours && error != null) {
                told.add(where(path) + " " + new String(error, StandardCharsets.UTF_8));
            }
        } catch (RuntimeException brokenOff) {
            told.add(where(path) + " " + brokenOff.getClass());
        }
    }

    /** What was asked holds the words that no answer may. */
    private static String where(String path) {
        return path.replaceFirst("\\?.*", "");
    }

    private void json(String path, String body, String... headers) {
        send(path, "application/json", body, headers);
    }

    private static String asked(String more) {
        return "{\"question\":\"Why, " + WORD + "?\",\"answer\":\"" + TEXT + "\"" + more + "}";
    }

    private void rest() {
        for (String stream : List.of("", ",\"stream\":true")) {
            json("/v1/corrections", asked(",\"evidence\":\"full\"" + stream));
            for (String instruction : List.of("Please, " + WORD, "fail", "degenerate", "refuse")) {
                json("/v1/corrections", asked(",\"instruction\":\"" + instruction + "\"" + stream));
            }
        }
        json("/v1/corrections", asked(",\"strength\":\"" + WORD + "\""));
        json("/v1/corrections", asked(",\"sampling\":{\"stop\":[\"" + WORD.repeat(30) + "\"]}"));
        json("/v1/corrections", asked(",\"timeout_ms\":1,\"messages\":[\"" + WORD + "\"]"));
        json("/v1/corrections", asked("").substring(0, 60));
        json("/v1/corrections", asked(" " + WORD));
        json("/v1/corrections", "\"" + WORD + "\"");
        json("/v1/corrections", asked(",\"answer\":\"" + WORD + "\""));
        json("/v1/corrections", asked(",\"instruction\":\"" + WORD + "\\ud800\""));
        json("/v1/corrections", asked(",\"instruction\":\"" + (WORD + " ").repeat(200) + "\""));
        json("/v1/corrections?key=" + WORD, asked(""), "Content-Encoding", "gzip");
        send("/v1/corrections", "text/plain", asked(""));
        send("/v1/corrections", "application/x-ndjson", asked("") + "\n{\"append\":\" " + WORD + "\"}");
        send("/v1/corrections", "application/x-ndjson", asked("") + "\n{\"append\": " + WORD);
        send(
                "/v1/corrections:batch",
                "application/x-ndjson",
                asked("") + "\n" + asked(",\"instruction\":\"fail\"") + "\n{" + WORD + "\n"
                        + asked(",\"strength\":\"" + WORD + "\"") + "\n\"" + WORD.repeat(2000) + "\"");
        json("/nothing/here?key=" + WORD, WORD);
        json("/readyz?key=" + WORD, WORD);
    }

    private void proxy() {
        for (String path : List.of("/v1", "/closed", "/watched", "/told", "/blocked", "/keyed", "/down", "/hasty")) {
            String chat = path + "/chat/completions?key=" + WORD;
            for (String body : List.of(WHOLE, STREAM)) {
                json(chat, body);
                for (String fault : List.of("500", "broken", "reset")) {
                    json(chat, body, "x-fault", fault);
                }
            }
            json(chat, WHOLE.substring(0, WHOLE.length() - 5));
            json(chat, WHOLE, "x-aligner-strength", WORD);
            json(chat, WHOLE, "x-aligner-instruction", WORD);
            json(path + "/else?key=" + WORD, WORD);
        }
        json("/hasty/chat/completions", WHOLE, "x-fault", "silent");
        for (String mode : List.of("window", "buffer", "post-hoc", "off")) {
            for (String instruction : List.of("safe", "fail", "degenerate", "refuse")) {
                json(
                        "/v1/chat/completions",
                        STREAM,
                        "x-aligner-stream-mode",
                        mode,
                        "x-aligner-instruction",
                        instruction,
                        "x-aligner-evidence",
                        "summary");
                json("/v1/chat/completions", WHOLE, "x-aligner-instruction", instruction);
                json("/closed/chat/completions", WHOLE, "x-aligner-instruction", instruction);
            }
        }
    }

    private void plugs() {
        String[] paths = {
            "/beta/litellm_basic_guardrail_api",
            "/integrations/portkey",
            "/integrations/agentgateway/request",
            "/integrations/agentgateway/response",
            "/integrations/kong",
            "/guardrail/default/version/DRAFT/apply"
        };
        for (String path : paths) {
            for (String instruction : List.of("safe", "fail", WORD)) {
                json(
                        path,
                        "{\"input_type\":\"response\",\"source\":\"OUTPUT\",\"question\":\"" + WORD
                                + "\",\"content\":\""
                                + TEXT + "\",\"texts\":[\"" + TEXT + "\"],\"structured_messages\":" + "[{\"role\":"
                                + "\"user\",\"content\":\"" + WORD + "\"}]}",
                        "x-aligner-instruction",
                        instruction);
            }
            json(path, "{\"content\":\"" + WORD);
            json(path, "[\"" + WORD + "\"]");
        }
    }

    private void brokenHttp() throws IOException {
        for (String line : List.of(
                "GET /?key=" + WORD + " HTTP/9.9",
                WORD,
                "POST /v1/corrections HTTP/1.1\r\nHost: x\r\nAuthorization " + WORD,
                "POST /v1/corrections HTTP/1.1\r\nHost: x\r\nAuthorization: " + WORD + "\r\nContent-Length: " + WORD)) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write((line + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                told.add(new String(socket.getInputStream().readNBytes(1000), StandardCharsets.UTF_8));
            }
        }
    }

    /** All that a span says, but for the ids that are made here. */
    private static String said(SpanData span) {
        return span.getName() + " " + span.getAttributes() + " " + span.getEvents() + " " + span.getStatus();
    }

    @Test
    void noWordOfATextOrAKeyIsInLogsMetricsHeadersOrErrors() throws IOException {
        rest();
        proxy();
        plugs();
        brokenHttp();

        assertThat(requests).isGreaterThan(150);
        String logs = List.copyOf(logged.list).stream()
                .map(event -> event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
        assertThat(logs).as("something was logged").contains("tensor: broken", "upstream failed", "broke off");
        assertThat(logs.lines().filter(line -> line.contains(WORD))).as("logs").isEmpty();
        assertThat(told)
                .hasSizeGreaterThan(requests)
                .filteredOn(line -> line.contains(WORD))
                .as("answers")
                .isEmpty();
        assertThat(meters.getMeters().stream()
                        .map(meter -> meter.getId().toString())
                        .filter(id -> id.contains(WORD)))
                .as("metrics")
                .isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getName().equals("aligner.correct"))
                                .count()
                        > 50);
        assertThat(spans.getFinishedSpanItems().stream()
                        .map(NothingLeaksHttpTest::said)
                        .filter(span -> span.contains(WORD)))
                .as("spans")
                .isEmpty();
    }
}
