package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aligner.upstream.Recorded;
import dev.aligner.upstream.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

/** What a route's {@code call} says about the calls of its upstream. */
class CallSettingsHttpTest extends HttpTestBase {
    private static final String CHAT = "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";
    private static final String GOOD = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"A key.\"}}]}";

    private static final LoopResources LOOPS = LoopResources.create("called-upstream", 1, true);
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final Semaphore ASKED = new Semaphore(0);
    private static volatile BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> behaviour =
            (request, response) -> response.send();
    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .runOn(LOOPS)
            .handle((request, response) -> request.receive()
                    .aggregate()
                    .asString()
                    .defaultIfEmpty("")
                    .flatMap(body -> {
                        CALLS.incrementAndGet();
                        ASKED.release();
                        return Mono.from(behaviour.apply(request, response));
                    }))
            .bindNow();

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        for (String route : new String[] {"one", "late", "plain"}) {
            registry.add("aligner.routes." + route + ".upstream", () -> "http://localhost:" + UPSTREAM.port());
            registry.add("aligner.routes." + route + ".path", () -> "/" + route + "/");
        }
        registry.add("aligner.routes.one.call.concurrent", () -> "1");
        registry.add("aligner.routes.late.call.timeout", () -> "60ms");
        registry.add("aligner.routes.down.upstream", () -> "http://localhost:1");
        registry.add("aligner.routes.down.path", () -> "/down/");
        registry.add("aligner.routes.down.call.attempts", () -> "2");
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
        LOOPS.dispose();
    }

    @BeforeEach
    void forget() {
        CALLS.set(0);
        ASKED.drainPermits();
    }

    private WebTestClient.ResponseSpec ask(String path, String body) {
        return client().post()
                .uri(URI.create("http://localhost:" + port + path))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    @Test
    void aCallBeyondThePlacesIsRefusedAndMayBeTriedAgain() throws IOException, InterruptedException {
        Sinks.One<String> answer = Sinks.one();
        behaviour = (request, response) ->
                response.header("Content-Type", "application/json").sendString(answer.asMono());
        byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
        try (Socket first = send("/one/v1/chat/completions", "application/json", body)) {
            assertThat(ASKED.tryAcquire(10, TimeUnit.SECONDS)).isTrue();

            WebTestClient.ResponseSpec second = ask("/one/v1/chat/completions", CHAT);
            second.expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .exists("Retry-After")
                    .expectHeader()
                    .doesNotExist("x-should-retry");
            assertThat(json(second).at("/error/code").stringValue()).isEqualTo("queue_full");
            ask("/one/v1/files", "{}").expectStatus().isEqualTo(503);
            assertThat(CALLS).hasValue(1);

            answer.tryEmitValue(GOOD).orThrow();
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("A key.") < 0) {
                int next = first.getInputStream().read();
                assertThat(next).as("end of %s", seen).isNotNegative();
                seen.append((char) next);
            }
            assertThat(seen).startsWith("HTTP/1.1 200 ");
        }
        // the place is free a moment after the last byte
        await().untilAsserted(() ->
                ask("/one/v1/chat/completions", CHAT).expectStatus().isOk());
        assertThat(CALLS).hasValue(2);
    }

    private static Stream<Recorded> wires() {
        return Recorded.all().stream();
    }

    /** What a client of the wire reads of an error. */
    private static void inItsForm(Wire wire, JsonNode body) {
        String message = switch (wire) {
            case OLLAMA_CHAT, OLLAMA_GENERATE -> body.get("error").stringValue();
            case COHERE_CHAT, BEDROCK_CONVERSE -> body.get("message").stringValue();
            default -> body.at("/error/message").stringValue();
        };
        assertThat(message).isEqualTo("the upstream did not answer in time");
        switch (wire) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS, OPENAI_RESPONSES -> {
                assertThat(body.at("/error/code").stringValue()).isEqualTo("upstream_timeout");
                assertThat(body.at("/error/type").stringValue()).isEqualTo("service_unavailable_error");
            }
            case ANTHROPIC_MESSAGES -> {
                assertThat(body.get("type").stringValue()).isEqualTo("error");
                assertThat(body.at("/error/type").stringValue()).isEqualTo("overloaded_error");
                assertThat(body.get("request_id").stringValue()).isNotBlank();
            }
            case GEMINI_CONTENT -> {
                assertThat(body.at("/error/code").intValue()).isEqualTo(504);
                assertThat(body.at("/error/status").stringValue()).isEqualTo("DEADLINE_EXCEEDED");
            }
            default -> assertThat(body.propertyNames()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("wires")
    void anUpstreamThatSaysNothingIsAnErrorOfTheWires(Recorded exchange) {
        behaviour = (request, response) -> Mono.never();

        WebTestClient.ResponseSpec response = ask(
                "/late" + exchange.path(),
                exchange.request().replaceFirst("\"aligner\":(\\{[^}]*}|null|true)", "\"aligner\":{}"));

        response.expectStatus()
                .isEqualTo(504)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectHeader()
                .valueEquals("x-should-retry", "false")
                .expectHeader()
                .doesNotExist("Retry-After");
        inItsForm(exchange.wire(), json(response));
        assertThat(CALLS).hasValue(1);
    }

    @Test
    void anUpstreamThatFallsSilentInItsAnswerBreaksItOff() throws IOException {
        String delta = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A damn key. And\"}}]}\n\n";
        behaviour = (request, response) ->
                response.sse().sendString(Flux.just(delta).concatWith(Flux.never()), StandardCharsets.UTF_8);

        byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/late/v1/chat/completions", "application/json", body)) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all)
                    .startsWith("HTTP/1.1 200 ")
                    .contains(" And")
                    .doesNotContain("[DONE]")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aRequestThatWasSentIsNotSentAgain() {
        behaviour = (request, response) -> {
            response.withConnection(Connection::dispose);
            return Mono.never();
        };

        WebTestClient.ResponseSpec response = ask("/plain/v1/chat/completions", CHAT);

        response.expectStatus().isEqualTo(502).expectHeader().valueEquals("x-should-retry", "false");
        assertThat(CALLS).hasValue(1);
    }

    @Test
    void anUpstreamThatWasNeverReachedMayBeAskedAgain() {
        WebTestClient.ResponseSpec response = ask("/down/v1/chat/completions", CHAT);

        response.expectStatus().isEqualTo(502).expectHeader().doesNotExist("x-should-retry");
        assertThat(json(response).at("/error/code").stringValue()).isEqualTo("upstream_unreachable");
    }
}
