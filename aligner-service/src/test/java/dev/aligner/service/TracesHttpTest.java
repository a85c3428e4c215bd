package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.mock.env.MockEnvironment;

/** One trace from the client through us to the upstream, and down into the engine. */
class TracesHttpTest extends ObservedTestBase {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    /** Of requests whose spans come too late for the test that makes them. */
    private static final String LOGGED = "5cf92f3577b34da6a3ce929d0e0e4737";

    private static final String CLIENT = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + CLIENT + "-01";

    private Map<String, SpanData> awaitSpans(String... names) {
        await().until(() -> spans.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(TRACE))
                .map(SpanData::getName)
                .collect(Collectors.toSet())
                .containsAll(List.of(names)));
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(TRACE))
                .collect(Collectors.toMap(SpanData::getName, span -> span));
    }

    private static String tag(SpanData span, String name) {
        return String.valueOf(span.getAttributes().asMap().entrySet().stream()
                .filter(entry -> entry.getKey().getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null));
    }

    private static SpanData span(Map<String, SpanData> spans, String name) {
        return Objects.requireNonNull(spans.get(name), name);
    }

    @Test
    void anAnswerOnItsWayIsOneTrace() throws InterruptedException {
        assertThat(text(ask("/v1/chat/completions", CHAT, "traceparent", PARENT)))
                .contains("A key!");

        Map<String, SpanData> trace =
                awaitSpans("chat m", "aligner.correct", "aligner.queue", "aligner.prefill", "aligner.decode");
        SpanData server = trace.values().stream()
                .filter(span -> span.getKind() == SpanKind.SERVER)
                .findFirst()
                .orElseThrow();
        assertThat(server.getParentSpanId()).isEqualTo(CLIENT);
        SpanData upstream = span(trace, "chat m");
        assertThat(upstream.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(upstream.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(tag(upstream, "gen_ai.provider.name")).isEqualTo("openai");
        assertThat(tag(upstream, "http.response.status_code")).isEqualTo("200");
        assertThat(PARENTS.take()).isEqualTo("00-" + TRACE + "-" + upstream.getSpanId() + "-01");

        SpanData correct = span(trace, "aligner.correct");
        assertThat(correct.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(correct.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(tag(correct, "gen_ai.request.model")).isEqualTo(FakeCorrector.ID);
        assertThat(tag(correct, "aligner.action")).isEqualTo("corrected");
        assertThat(tag(correct, "aligner.route")).isEqualTo("main");
        for (String part : List.of("aligner.queue", "aligner.prefill", "aligner.decode")) {
            assertThat(span(trace, part).getParentSpanId()).isEqualTo(correct.getSpanId());
        }
        assertThat(span(trace, "aligner.prefill").getEndEpochNanos()
                        - span(trace, "aligner.prefill").getStartEpochNanos())
                .isEqualTo(2_000_000);
    }

    /** Line by line: deeper is a child of what stands above. */
    @Test
    void thePageShowsThisTree() throws IOException {
        List<String> shown = String.join(
                        "", Snippets.heldBy(TracesHttpTest.class).values())
                .lines()
                .map(line -> line.replaceFirst(" {2,}(?![│├└ ]).*", "").replace("gpt-4o", "m"))
                .toList();
        assertThat(shown).hasSize(6);
        text(ask("/v1/chat/completions", CHAT, "traceparent", PARENT));
        Map<String, SpanData> trace =
                awaitSpans("chat m", "aligner.correct", "aligner.queue", "aligner.prefill", "aligner.decode");

        Map<Integer, String> above = new HashMap<>();
        for (String line : shown.subList(1, shown.size())) {
            String name = line.replaceFirst("^[│├└─ ]+", "");
            int depth = (line.length() - name.length()) / 3;
            String parent = above.get(depth - 1);
            SpanData span = span(trace, name);
            if (parent == null) {
                assertThat(trace.values())
                        .anyMatch(server -> server.getKind() == SpanKind.SERVER
                                && server.getSpanId().equals(span.getParentSpanId()));
            } else {
                assertThat(span.getParentSpanId()).isEqualTo(span(trace, parent).getSpanId());
            }
            above.put(depth, name);
        }
        assertThat(trace).hasSize(shown.size());
        assertThat(shown.get(0)).isEqualTo("POST /v1/chat/completions");
    }

    @Test
    void noSpanHoldsContent() {
        post(body("").replace("\"question\"", " \"question\"")).expectStatus().isOk();
        text(ask("/v1/chat/completions", CHAT, "traceparent", PARENT));
        awaitSpans("chat m", "aligner.correct");
        assertThat(spans.getFinishedSpanItems())
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain("damn", "semicolon", "Why"));
    }

    @Test
    void aCorrectionThatIsRefusedSaysWhy() {
        String body = "{\"question\":\"Why?\",\"answer\":\"A key.\",\"instruction\":\"refuse\"}";
        ask("/v1/corrections", body, "traceparent", PARENT).expectStatus().isEqualTo(422);
        assertThat(tag(span(awaitSpans("aligner.correct"), "aligner.correct"), "error.type"))
                .isEqualTo("invalid_field");
    }

    @Test
    void probesAreNoTraces() {
        for (String path : List.of("/livez", "/health", "/metrics", "/actuator/health")) {
            client().get()
                    .uri(path)
                    .header("traceparent", PARENT)
                    .exchange()
                    .expectStatus()
                    .isOk();
        }
        text(ask("/v1/chat/completions", CHAT, "traceparent", PARENT));
        assertThat(awaitSpans("chat m").values().stream()
                        .filter(span -> span.getKind() == SpanKind.SERVER)
                        .map(span -> span.getAttributes().get(AttributeKey.stringKey("http.url"))))
                .containsExactly("/v1/chat/completions");
    }

    /** Wherever in a request's work something is written, and on whatever thread. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            proxy.FailedRequest            | /down/v1/chat/completions | application/json     | upstream failed
            proxy.Delivery                 | /v1/broken                | application/json     | broke off
            proxy.UpstreamAnswer           | /v1/chat/completions      | application/json     | not corrected
            problem.ProblemHandler         | /v1/corrections           | application/json     | failed with
            correction.EventStream         | /v1/corrections           | text/event-stream    | failed with
            """)
    void whatIsLoggedForARequestHasItsIdAndItsTrace(String where, String path, String accept, String what)
            throws InterruptedException {
        Logger log = (Logger) LoggerFactory.getLogger("dev.aligner.service." + where);
        BlockingQueue<ILoggingEvent> seen = new LinkedBlockingQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.prepareForDeferredProcessing();
                seen.add(event);
            }
        };
        appender.start();
        log.addAppender(appender);
        ILoggingEvent event;
        try {
            client().post()
                    .uri(path)
                    .contentType(MediaType.APPLICATION_JSON)
                    .headers(headers -> {
                        headers.set("Accept", accept);
                        headers.set("traceparent", PARENT.replace(TRACE, LOGGED));
                        headers.set("X-Request-Id", "req-7");
                        if (path.startsWith("/v1/chat")) {
                            headers.set("x-aligner-instruction", "fail");
                        }
                    })
                    .bodyValue(path.endsWith("corrections") ? body(",\"instruction\":\"fail\"") : CHAT)
                    .exchange();
            event = Objects.requireNonNull(seen.poll(10, TimeUnit.SECONDS), where);
        } finally {
            log.detachAppender(appender);
        }
        assertThat(event.getMDCPropertyMap())
                .containsEntry("request_id", "req-7")
                .containsEntry("traceId", LOGGED);
        for (String format : List.of("ecs", "logstash")) {
            var line = JSON.readTree(encoded(event, format));
            assertThat(line.get("request_id").stringValue()).isEqualTo("req-7");
            assertThat(line.get("traceId").stringValue()).isEqualTo(LOGGED);
            assertThat(line.get("message").stringValue()).contains(what);
        }
    }

    /** As {@code logging.structured.format.console} has it written. */
    private static String encoded(ILoggingEvent event, String format) {
        LoggerContext context = new LoggerContext();
        context.putObject(Environment.class.getName(), new MockEnvironment());
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
