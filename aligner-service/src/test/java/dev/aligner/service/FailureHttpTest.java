package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aligner.core.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Whatever fails, a route that is open delivers the original and one that is closed an error, and both count it. */
class FailureHttpTest extends HttpTestBase {
    private static final String ASKED = "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"stream\":%s}";
    private static final String WHOLE =
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}";
    private static final String DELTA =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}\n\n";
    private static final String END =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final String TEXT = "A damn key.";
    private static final int OF_A_BREAKER = 10;

    /**
     * What fails: by the reason that is told and counted, the status of the error where it comes before anything else, and
     * whether a closed route asks its upstream all the same.
     */
    private enum Fault {
        THROWS("model_failed", 500, true),
        HANGS("deadline", 504, true),
        NOT_LOADED("not_ready", 503, false),
        BLANK("empty_output", 502, true),
        BUDGET("edit_budget", 502, true),
        FULL("queue_full", 503, false),
        BREAKER("breaker_open", 503, false),
        UNPARSABLE("parse_error", 502, true),
        LONG("too_large", 502, true),
        PACKED("unsupported_encoding", 502, true);

        private final String reason;
        private final int status;
        private final boolean asked;

        Fault(String reason, int status, boolean asked) {
            this.reason = reason;
            this.status = status;
            this.asked = asked;
        }

        String route(boolean closed) {
            return name().toLowerCase(Locale.ROOT).replace('_', '-') + (closed ? "-closed" : "-open");
        }

        private String instruction() {
            return switch (this) {
                case THROWS, BREAKER -> "fail";
                case BLANK -> "bypass EMPTY_OUTPUT";
                case BUDGET -> "bypass EDIT_BUDGET";
                default -> "";
            };
        }

        /** What the upstream says. */
        private String answer(boolean stream) {
            String text = this == LONG ? "A damn key and ".repeat(200) : TEXT;
            if (this == UNPARSABLE) {
                return stream ? "data: " + text + "\n\n" + END : text;
            }
            return stream ? DELTA.formatted(text) + END : WHOLE.formatted(text);
        }
    }

    private static final LoopResources LOOPS = LoopResources.create("failing-upstream", 1, true);
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static volatile Fault fault = Fault.THROWS;
    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .runOn(LOOPS)
            .handle((request, response) -> request.receive()
                    .aggregate()
                    .asString()
                    .flatMap(body -> {
                        CALLS.incrementAndGet();
                        boolean stream = body.contains("\"stream\":true");
                        response.header("Content-Type", stream ? "text/event-stream" : "application/json");
                        if (fault == Fault.PACKED) {
                            response.header("Content-Encoding", "br");
                        }
                        return response.sendString(Mono.just(fault.answer(stream)))
                                .then();
                    }))
            .bindNow();

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry registry;

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry properties) {
        for (Fault each : Fault.values()) {
            for (boolean closed : new boolean[] {false, true}) {
                String route = "aligner.routes." + each.route(closed) + ".";
                properties.add(route + "upstream", () -> "http://localhost:" + UPSTREAM.port());
                properties.add(route + "path", () -> "/" + each.route(closed) + "/");
                properties.add(route + "on-failure", () -> closed ? "closed" : "open");
                if (!each.instruction().isEmpty()) {
                    properties.add(route + "instruction", each::instruction);
                }
                if (each == Fault.HANGS) {
                    properties.add(route + "deadline", () -> "100ms");
                }
                if (each == Fault.LONG) {
                    properties.add(route + "held", () -> "1KB");
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
        LOOPS.dispose();
    }

    @BeforeEach
    void nobodyHasAsked() {
        CALLS.set(0);
    }

    static Stream<Arguments> all() {
        return Stream.of(Fault.values())
                .flatMap(each -> Stream.of(true, false)
                        .flatMap(closed -> Stream.of(true, false).map(stream -> Arguments.of(each, closed, stream))));
    }

    private EntityExchangeResult<byte[]> ask(Fault what, boolean closed, boolean stream) {
        return client().post()
                .uri("/" + what.route(closed) + "/v1/chat/completions")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(ASKED.formatted(stream))
                .exchange()
                .expectBody()
                .returnResult();
    }

    private void arrange(boolean closed) throws InterruptedException {
        switch (fault) {
            case HANGS -> corrector.hold();
            case NOT_LOADED -> corrector.loading(true);
            case FULL -> corrector.fill();
            case BREAKER -> {
                for (int i = 0; i < OF_A_BREAKER; i++) {
                    ask(fault, closed, false);
                }
                assertThat(corrector.awaitSilence()).isTrue();
            }
            default -> {}
        }
    }

    private double counted(String route, String action, String reason) {
        return registry
                .find("aligner.answers")
                .tags("route", route, "action", action, "reason", reason)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @ParameterizedTest(name = "{0}, closed {1}, stream {2}")
    @MethodSource("all")
    void whatFailsIsToldAndCounted(Fault what, boolean closed, boolean stream) throws InterruptedException {
        fault = what;
        arrange(closed);
        CALLS.set(0);
        String action = closed ? "refused" : "bypassed";
        double before = counted(what.route(closed), action, what.reason);

        EntityExchangeResult<byte[]> answer = ask(what, closed, stream);

        byte[] bytes = answer.getResponseBody();
        String body = (bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8)).replace(": \n\n", "");
        if (closed) {
            refused(what, stream, answer, body);
        } else {
            assertThat(answer.getStatus().value()).isEqualTo(200);
            assertThat(body).isEqualTo(what.answer(stream));
            if (!stream || what == Fault.PACKED) {
                assertThat(answer.getResponseHeaders().getFirst("x-aligner-reason"))
                        .isEqualTo(what.reason);
            }
        }
        assertThat(CALLS).hasValue(closed && !what.asked ? 0 : 1);
        await().untilAsserted(() ->
                assertThat(counted(what.route(closed), action, what.reason)).isEqualTo(before + 1));
    }

    private static void refused(Fault what, boolean stream, EntityExchangeResult<byte[]> answer, String body) {
        int status = answer.getStatus().value();
        // a heartbeat may have gone out before
        assertThat(status).isIn(stream && what.asked ? new Integer[] {200, what.status} : new Integer[] {what.status});
        assertThat(body).doesNotContain("damn", "[DONE]");
        String error = status == 200 ? body.substring(body.lastIndexOf("data: ") + 6) : body;
        assertThat(JSON.readTree(error).at("/error/code").stringValue()).isEqualTo(what.reason);
        if (status != 200) {
            assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
            boolean temporary = what.status == 503;
            // what was not asked for costs nothing twice
            assertThat(answer.getResponseHeaders().getFirst("x-should-retry")).isEqualTo(what.asked ? "false" : null);
            assertThat(answer.getResponseHeaders().containsHeader("Retry-After"))
                    .isEqualTo(temporary);
            assertThat(ErrorCode.named(what.reason).isPresent()).isEqualTo(what.status != 502 || what == Fault.LONG);
        }
    }
}
