package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

/** One trace from the client through us to the upstream, and down into the engine. */
class TracesHttpTest extends ObservedTestBase {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
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

    @Test
    void whatIsLoggedForARequestHasItsIdAndItsTrace() {
        Logger log = (Logger) LoggerFactory.getLogger("dev.aligner.service.proxy.FailedRequest");
        ListAppender<ILoggingEvent> seen = new ListAppender<>();
        seen.start();
        log.addAppender(seen);
        try {
            ask("/down/v1/chat/completions", CHAT, "traceparent", PARENT, "X-Request-Id", "req-7")
                    .expectStatus()
                    .isEqualTo(502);
        } finally {
            log.detachAppender(seen);
        }
        assertThat(seen.list).hasSize(1);
        ILoggingEvent event = seen.list.get(0);
        assertThat(event.getMDCPropertyMap())
                .containsEntry("request_id", "req-7")
                .containsEntry("traceId", TRACE);
        for (String format : List.of("ecs", "logstash")) {
            var line = JSON.readTree(encoded(event, format));
            assertThat(line.get("request_id").stringValue()).isEqualTo("req-7");
            assertThat(line.get("traceId").stringValue()).isEqualTo(TRACE);
            assertThat(line.get("message").stringValue()).contains("upstream failed");
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
