package dev.aligner.gateway;

import static dev.aligner.gateway.Gateways.CLIENT;
import static dev.aligner.gateway.Gateways.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;

/** A gateway between a client and an upstream, all three on the loopback address. */
@Timeout(600)
class GatewayHttpTest {
    private static final String CHAT = """
            {"model":"m", "n":1.0,"messages":[{"role":"user","content":"How many legs has a spider?"}]}""";
    private static final String ANSWERED = """
            {"id":"c", "x":1.0,"choices":[{"index":0,"message":{"role":"assistant","content":"It has six legs\\u0021"},"finish_reason":"stop"}],
             "usage":{"total_tokens":12}}""";
    private static final String CORRECTED = ANSWERED.replace("It has six legs\\u0021", "It has eight legs!");

    private static final StubUpstream UPSTREAM = new StubUpstream();
    private static ConfigurableApplicationContext gateway;
    private static StubCorrections corrector;

    @BeforeAll
    static void start() {
        gateway = Gateways.start(
                Gateways.WithACorrector.class,
                "gateway-test",
                "--upstream=" + UPSTREAM.url(),
                "--sockets=" + UPSTREAM.socketUrl());
        corrector = gateway.getBean(StubCorrections.class);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        UPSTREAM.close();
    }

    @BeforeEach
    void forget() {
        UPSTREAM.reset();
        corrector.reset();
    }

    private static HttpResponse<String> ask(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return Gateways.ask(Gateways.url(gateway) + path, body, headers);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String delta(String text) {
        return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    private static final String END =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bare/v1/chat/completions",
                "/short/v1/chat/completions",
                "/full/v1/chat/completions",
                "/java/v1/chat/completions",
                "/renamed"
            })
    void aRouteThatNamesTheFilterCorrects(String path) throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);

        HttpResponse<String> response = ask(path, CHAT);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(CORRECTED);
        assertThat(header(response, "x-aligner-action")).isEqualTo("CORRECTED");
        assertThat(header(response, "x-aligner-model")).isEqualTo(StubCorrections.ID);
        assertThat(header(response, "x-aligner-stream-mode")).isEqualTo("none");
        assertThat(header(response, "x-aligner-id")).isNotEmpty();
        assertThat(header(response, "x-aligner-overhead-ms")).matches("[0-9]+");
        assertThat(header(response, "content-length"))
                .isEqualTo(String.valueOf(CORRECTED.getBytes(StandardCharsets.UTF_8).length));
        assertThat(response.headers().firstValue("etag")).isEmpty();
        assertThat(UPSTREAM.next().uri()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void aRouteBoundsRequestsAndBlocksAnswers() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);

        HttpResponse<String> bounded = ask("/blocked/v1/chat/completions", CHAT, "x-aligner-strength", "1");
        assertThat(bounded.body()).isEqualTo(CORRECTED);
        assertThat(header(bounded, "x-aligner-strength")).isEqualTo("0.5");
        assertThat(header(bounded, "x-aligner-clamped")).isEqualTo("strength");

        corrector.failure = AlignerException.of(ErrorCode.MODEL_FAILED, "tensor: broken");
        HttpResponse<String> blocked = ask("/blocked/v1/chat/completions", CHAT);
        assertThat(blocked.statusCode()).isEqualTo(200);
        assertThat(blocked.body()).contains("This cannot be shown.").doesNotContain("six", "eight");
        assertThat(header(blocked, "x-aligner-action")).isEqualTo("BLOCKED");
        assertThat(header(blocked, "x-aligner-reason")).isEqualTo("model_failed");
    }

    @Test
    void whatIsDoneIsCounted() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        double corrected = count("aligner.answers", "route", "strict", "action", "corrected", "reason", "none");
        double failed = count("aligner.answers", "route", "strict", "action", "bypassed", "reason", "model_failed");

        ask("/strict/v1/chat/completions", CHAT);
        corrector.failure = AlignerException.of(ErrorCode.MODEL_FAILED, "tensor: broken");
        ask("/strict/v1/chat/completions", CHAT);

        assertThat(count("aligner.answers", "route", "strict", "action", "corrected", "reason", "none"))
                .isEqualTo(corrected + 1);
        assertThat(count("aligner.answers", "route", "strict", "action", "bypassed", "reason", "model_failed"))
                .isEqualTo(failed + 1);
    }

    @Test
    void aWatchedRouteDeliversTheOriginalAndCountsWhatItWouldHaveDone() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);

        HttpResponse<String> watched = ask("/watched/v1/chat/completions", CHAT);
        assertThat(watched.body()).isEqualTo(ANSWERED);
        assertThat(header(watched, "x-aligner-action")).isEqualTo("BYPASSED");
        assertThat(header(watched, "x-aligner-reason")).isEqualTo("shadow");
        assertThat(header(watched, "etag")).isEqualTo("\"1\"");
        awaitVerdicts("watched", "would_correct", 1);

        String stream = delta("It has six legs.") + END;
        UPSTREAM.answers(200, "text/event-stream", stream);
        assertThat(ask("/watched/v1/chat/completions", CHAT).body()).isEqualTo(stream);
        awaitVerdicts("watched", "would_correct", 2);

        UPSTREAM.answers(404, "application/json", "{}");
        assertThat(ask("/watched/v1/chat/completions", CHAT).body()).isEqualTo("{}");
        assertThat(count("aligner.answers", "route", "watched", "reason", "non_2xx"))
                .isEqualTo(1);
    }

    @Test
    void aRouteThatTellsSaysWhatItWouldHaveDone() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        HttpResponse<String> would = ask("/told/v1/chat/completions", CHAT);
        String good = ANSWERED.replace("six", "eight");
        UPSTREAM.answers(200, "application/json", good);
        HttpResponse<String> wouldNot = ask("/told/v1/chat/completions", CHAT);

        assertThat(would.body()).isEqualTo(ANSWERED);
        assertThat(header(would, "x-aligner-would-correct")).isEqualTo("true");
        assertThat(wouldNot.body()).isEqualTo(good);
        assertThat(header(wouldNot, "x-aligner-would-correct")).isEqualTo("false");
        awaitVerdicts("told", "would_correct", 1);
        awaitVerdicts("told", "would_not_correct", 1);
    }

    private static void awaitVerdicts(String route, String verdict, int expected) {
        await().until(() -> count("aligner.shadow", "route", route, "verdict", verdict) == expected);
    }

    private static double count(String name, String... tags) {
        return gateway.getBean(MeterRegistry.class).find(name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void theFilterStandsBeforeTheOneThatWrites() {
        GatewayFilter filter =
                gateway.getBean(AlignerGatewayFilterFactory.class).apply(new AlignerGatewayFilterFactory.Config());

        assertThat(filter).isInstanceOf(Ordered.class);
        assertThat(((Ordered) filter).getOrder()).isEqualTo(-2);
    }

    @Test
    void whatIsForUsDoesNotReachTheUpstream() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        String asked = CHAT.replace("\"n\":1.0,", "\"aligner\":{\"instruction\":\"safer\"},\"n\":1.0,");

        HttpResponse<String> response = ask(
                "/full/v1/chat/completions?a=%20b",
                asked, "Authorization", "Bearer theirs", "x-aligner-strength", "1", "Accept-Encoding", "gzip");

        assertThat(response.body()).isEqualTo(CORRECTED);
        StubUpstream.Seen seen = UPSTREAM.next();
        assertThat(seen.body()).isEqualTo(CHAT);
        assertThat(seen.uri()).endsWith("?a=%20b");
        assertThat(seen.headers())
                .contains(
                        "content-length: " + CHAT.length(), "authorization: Bearer theirs", "accept-encoding: identity")
                .noneMatch(header -> header.startsWith("x-aligner"));
        var request = corrector.asked.poll(60, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.instruction()).isEqualTo("safer");
        assertThat(request.strength()).isEqualTo(1.0);
        assertThat(request.question().lastTurn()).isEqualTo("How many legs has a spider?");
    }

    @Test
    void aGoodAnswerIsTheUpstreamsBytes() throws IOException, InterruptedException {
        String good = ANSWERED.replace("six", "eight");
        UPSTREAM.answers(200, "application/json; charset=utf-8", good);

        HttpResponse<String> response = ask("/bare/v1/chat/completions", CHAT);

        assertThat(response.body()).isEqualTo(good);
        assertThat(header(response, "x-aligner-action")).isEqualTo("NONE");
        assertThat(header(response, "etag")).isEqualTo("\"1\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | application/json | {"error":{"message":"six "}} | non_2xx
            204 | application/json |                              | no_text
            200 | text/html        | six                          | unsupported_format
            200 | application/json | six                          | parse_error
            200 | application/json | {"choices":[]}               | no_text
            """)
    void whatIsNoAnswerPassesWithAReason(int status, String type, String body, String reason)
            throws IOException, InterruptedException {
        String sent = body == null ? "" : body;
        if (sent.isEmpty()) {
            UPSTREAM.behaves((request, response) -> response.status(status).send());
        } else {
            UPSTREAM.answers(status, type, sent);
        }

        HttpResponse<String> response = ask("/bare/v1/chat/completions", CHAT);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "x-aligner-action")).isEqualTo("BYPASSED");
        assertThat(header(response, "x-aligner-reason")).isEqualTo(reason);
        assertThat(response.body()).isEqualTo(sent);
        assertThat(corrector.asked).isEmpty();
    }

    @Test
    void headAnd304AndOtherPathsAreUntouched() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        HttpResponse<String> head = CLIENT.send(
                HttpRequest.newBuilder(URI.create(Gateways.url(gateway) + "/bare/v1/chat/completions"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .header("x-aligner-strength", "7")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().map().keySet()).noneMatch(name -> name.startsWith("x-aligner"));
        assertThat(UPSTREAM.next().headers()).noneMatch(header -> header.startsWith("x-aligner"));

        UPSTREAM.behaves((request, response) ->
                response.status(304).header("ETag", "\"1\"").send());
        HttpResponse<String> unmodified = ask("/bare/v1/chat/completions", CHAT);
        assertThat(unmodified.statusCode()).isEqualTo(304);
        assertThat(header(unmodified, "etag")).isEqualTo("\"1\"");

        UPSTREAM.answers(200, "application/json", ANSWERED);
        HttpResponse<String> other = ask("/bare/v1/embeddings", CHAT);
        assertThat(other.body()).isEqualTo(ANSWERED);
        assertThat(other.headers().map().keySet()).noneMatch(name -> name.startsWith("x-aligner"));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    /** What a client gets, which unpacks nothing by itself, where the upstream packs. */
    private static HttpResponse<byte[]> packed(String path, String type, String encoding, byte[] body)
            throws IOException, InterruptedException {
        UPSTREAM.behaves((request, response) -> response.header("Content-Type", type)
                .header("Content-Encoding", encoding)
                .header("ETag", "\"1\"")
                .sendByteArray(Mono.just(body)));
        return CLIENT.send(
                Gateways.request(Gateways.url(gateway) + path, CHAT).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void aPackedAnswerIsUnpackedToBeCorrected() throws IOException, InterruptedException {
        HttpResponse<byte[]> whole = packed("/bare/v1/chat/completions", "application/json", "gzip", gzip(ANSWERED));
        assertThat(new String(whole.body(), StandardCharsets.UTF_8)).isEqualTo(CORRECTED);
        assertThat(header(whole, "x-aligner-action")).isEqualTo("CORRECTED");
        assertThat(whole.headers().map()).doesNotContainKeys("content-encoding", "etag");

        String stream = delta("It has six legs. ") + END;
        HttpResponse<byte[]> events = packed("/bare/v1/chat/completions", "text/event-stream", "gzip", gzip(stream));
        assertThat(new String(events.body(), StandardCharsets.UTF_8)).isEqualTo(stream.replace("six", "eight"));
        assertThat(events.headers().map()).doesNotContainKeys("content-encoding", "etag");
    }

    @Test
    void whatIsPackedAndNotChangedPassesInItsBytes() throws IOException, InterruptedException {
        byte[] good = gzip(ANSWERED.replace("six", "eight"));
        byte[] large = gzip(ANSWERED.replace("six", "six" + " ".repeat(1 << 20)));
        byte[] none = ANSWERED.getBytes(StandardCharsets.UTF_8);
        for (Packed each : List.of(
                new Packed("gzip", good, "NONE", ""),
                new Packed("gzip", large, "BYPASSED", "too_large"),
                new Packed("gzip", none, "BYPASSED", "unsupported_encoding"),
                new Packed("br", good, "BYPASSED", "unsupported_encoding"))) {
            HttpResponse<byte[]> response =
                    packed("/full/v1/chat/completions", "application/json", each.encoding(), each.body());

            assertThat(response.body()).isEqualTo(each.body());
            assertThat(header(response, "content-encoding")).isEqualTo(each.encoding());
            assertThat(header(response, "x-aligner-action")).isEqualTo(each.action());
            assertThat(header(response, "x-aligner-reason")).isEqualTo(each.reason());
            assertThat(header(response, "etag")).isEqualTo("\"1\"");
        }
    }

    /** @param action what is said of it */
    private record Packed(String encoding, byte[] body, String action, String reason) {}

    @Test
    void aPackedStreamThatIsCutIsNotTakenForAWholeOne() throws IOException {
        byte[] stream = gzip(delta("It has six legs. ") + END);

        UPSTREAM.behaves((request, response) -> response.header("Content-Type", "text/event-stream")
                .header("Content-Encoding", "gzip")
                .sendByteArray(Mono.just(Arrays.copyOf(stream, stream.length - 4))));

        URI address = URI.create(Gateways.url(gateway));
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /bare/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                    + CHAT.length() + "\r\n\r\n" + CHAT)
                            .getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains("chunked", "legs").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void webSocketsPass() throws InterruptedException {
        CompletableFuture<String> received = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                received.complete(data.toString());
                return CompletableFuture.completedStage(null);
            }
        };

        WebSocket socket = CLIENT.newWebSocketBuilder()
                .connectTimeout(Duration.ofMinutes(1))
                .buildAsync(URI.create(Gateways.url(gateway).replace("http", "ws") + "/socket"), listener)
                .join();
        socket.sendText("six", true).join();

        assertThat(received.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo("six legs");
        socket.abort();
    }

    @Test
    void anAnswerOfTheCapIsCorrectedAndOneByteMorePassesAsItCame() throws IOException, InterruptedException {
        int cap = Math.toIntExact(DataSize.ofKilobytes(2).toBytes());
        String full = ANSWERED.replace("\"x\":1.0", "\"x\":\"" + "x".repeat(cap - ANSWERED.length() + 1) + "\"");
        assertThat(full).hasSize(cap);
        UPSTREAM.answers(200, "application/json", full);
        assertThat(ask("/full/v1/chat/completions", CHAT).body())
                .contains("eight")
                .hasSize(cap + 2 - 5);

        String larger = full.replace("\"x\":\"", "\"x\":\"x");
        UPSTREAM.answers(200, "application/json", larger);
        HttpResponse<String> response = ask("/full/v1/chat/completions", CHAT);

        assertThat(response.body()).isEqualTo(larger);
        assertThat(header(response, "x-aligner-reason")).isEqualTo("too_large");
        assertThat(header(response, "etag")).isEqualTo("\"1\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestThatIsTooLargeToReadPassesWholeAndItsAnswerToo(boolean chunked)
            throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        byte[] large = CHAT.replace("How", "How ".repeat(4000)).getBytes(StandardCharsets.UTF_8);
        HttpRequest.BodyPublisher body = chunked
                ? HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))
                : HttpRequest.BodyPublishers.ofByteArray(large);

        HttpResponse<String> response = CLIENT.send(
                HttpRequest.newBuilder(URI.create(Gateways.url(gateway) + "/bare/v1/chat/completions"))
                        .header("x-aligner-strength", "1")
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo(ANSWERED);
        assertThat(header(response, "x-aligner-reason")).isEqualTo("too_large");
        StubUpstream.Seen seen = UPSTREAM.next();
        assertThat(seen.body()).isEqualTo(new String(large, StandardCharsets.UTF_8));
        assertThat(seen.headers()).noneMatch(header -> header.startsWith("x-aligner"));
    }

    @Test
    void aStrictRouteSaysNothing() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);

        HttpResponse<String> response = ask("/strict/v1/chat/completions", CHAT);

        assertThat(response.body()).isEqualTo(CORRECTED);
        assertThat(response.headers().map().keySet()).noneMatch(name -> name.startsWith("x-aligner"));
    }

    @Test
    void whatTheRouteDoesNotAllowIsRefusedBeforeTheUpstreamIsAsked() throws IOException, InterruptedException {
        HttpResponse<String> response = ask("/full/v1/chat/completions", CHAT, "x-aligner-instruction", "ruder");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(header(response, "x-should-retry")).isEqualTo("false");
        assertThat(response.body()).startsWith("{\"error\":{\"message\":\"aligner.instruction: not allowed");
        assertThat(UPSTREAM.asked()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"window", "buffer", "off"})
    void aStreamIsCorrectedInTheModeAskedFor(String mode) throws IOException, InterruptedException {
        String stream = delta("It has six legs. Or ") + delta("six.") + END;
        UPSTREAM.answers(200, "text/event-stream", stream);

        HttpResponse<String> response = ask("/full/v1/chat/completions", CHAT, "x-aligner-stream-mode", mode);

        assertThat(header(response, "x-aligner-stream-mode")).isEqualTo(mode);
        assertThat(response.body()).endsWith(END);
        if (mode.equals("off")) {
            assertThat(response.body()).isEqualTo(stream);
            assertThat(header(response, "x-aligner-reason")).isEqualTo("disabled");
        } else {
            assertThat(response.body()).contains("eight").doesNotContain("six");
            assertThat(response.headers().firstValue("content-length")).isEmpty();
        }
    }

    @Test
    void theFirstSentenceArrivesBeforeTheUpstreamWritesTheLast() throws IOException, InterruptedException {
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        UPSTREAM.behaves((request, response) -> response.sse().sendString(pieces.asFlux(), StandardCharsets.UTF_8));
        pieces.tryEmitNext(delta("It has six legs. "));
        pieces.tryEmitNext(delta("And"));

        HttpResponse<InputStream> response = CLIENT.send(
                Gateways.request(Gateways.url(gateway) + "/bare/v1/chat/completions", CHAT)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());

        try (InputStream in = response.body()) {
            assertThat(until(in, "\n\n")).contains("It has eight legs. ");
            pieces.tryEmitNext(delta(" more."));
            pieces.tryEmitNext(END);
            pieces.tryEmitComplete();
            assertThat(until(in, "[DONE]")).contains("And", " more.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"window", "off"})
    void linesOfJsonArriveOneByOneToo(String mode) throws IOException, InterruptedException {
        Sinks.Many<String> lines = Sinks.many().unicast().onBackpressureBuffer();
        UPSTREAM.behaves((request, response) -> response.header("Content-Type", "application/x-ndjson")
                .send(
                        ByteBufFlux.fromString(lines.asFlux(), StandardCharsets.UTF_8, response.alloc()),
                        buffer -> true));
        String line = "{\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"done\":%s}\n";
        lines.tryEmitNext(String.format(line, "It has six legs. ", "false"));
        lines.tryEmitNext(String.format(line, "And", "false"));

        HttpResponse<InputStream> response = CLIENT.send(
                Gateways.request(
                                Gateways.url(gateway) + "/full/api/chat",
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"How many?\"}]}",
                                "x-aligner-stream-mode",
                                mode)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());

        try (InputStream in = response.body()) {
            assertThat(until(in, "\n")).contains(mode.equals("off") ? "six legs. " : "eight legs. ");
            lines.tryEmitNext(String.format(line, " more.", "true"));
            lines.tryEmitComplete();
            assertThat(until(in, "true}\n")).contains("And", " more.");
        }
    }

    @Test
    void anOpenRouteDeliversTheOriginalWhereTheCorrectorIsLate() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        corrector.held = true;

        HttpResponse<String> response = ask("/hasty/v1/chat/completions", CHAT);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(ANSWERED);
        assertThat(header(response, "x-aligner-reason")).isEqualTo("deadline");
        assertThat(corrector.cancelled.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClosedRouteDeliversAnErrorWhereTheCorrectorIsLate() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        corrector.held = true;

        HttpResponse<String> response = ask("/hasty-closed/v1/chat/completions", CHAT);

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(header(response, "x-should-retry")).isEqualTo("false");
        assertThat(response.headers().firstValue("etag")).isEmpty();
        assertThat(response.body()).contains("\"code\":\"deadline\"").doesNotContain("six");
    }

    @Test
    void anErrorThatIsNoneOfOursCountsAsTheCorrectors() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "application/json", ANSWERED);
        corrector.failure = new IllegalStateException("six legs are a secret");

        HttpResponse<String> open = ask("/bare/v1/chat/completions", CHAT);
        assertThat(open.body()).isEqualTo(ANSWERED);
        assertThat(header(open, "x-aligner-reason")).isEqualTo("model_failed");

        HttpResponse<String> closed = ask("/closed/v1/chat/completions", CHAT);
        assertThat(closed.statusCode()).isEqualTo(500);
        assertThat(closed.body()).contains("\"code\":\"model_failed\"").doesNotContain("secret");
    }

    @Test
    void aClosedStreamEndsWithTheWiresOwnError() throws IOException, InterruptedException {
        UPSTREAM.answers(200, "text/event-stream", delta("") + delta("It has six legs.") + END);
        corrector.failure = AlignerException.of(ErrorCode.QUEUE_FULL, "queue: full");

        HttpResponse<String> response = ask("/closed/v1/chat/completions", CHAT);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("data: {\"error\":").doesNotContain("six", "[DONE]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json  | It has six legs.            | parse_error
            text/html         | It has six legs.            | unsupported_format
            text/event-stream | data: It has six legs.~~    | parse_error
            """)
    void aClosedRouteDeliversNothingThatCouldNotBeRead(String type, String body, String reason)
            throws IOException, InterruptedException {
        UPSTREAM.answers(200, type, body.replace('~', '\n'));

        HttpResponse<String> response = ask("/closed/v1/chat/completions", CHAT);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(header(response, "content-type")).isEqualTo("application/json");
        assertThat(response.body()).contains("\"code\":\"" + reason + "\"").doesNotContain("six");
    }

    @Test
    void aClientThatLeavesCancelsUpstreamAndCorrector() throws IOException, InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        UPSTREAM.behaves((request, response) -> {
            request.withConnection(connection -> connection.onDispose(gone::countDown));
            return response.sse()
                    .sendString(
                            Flux.just(delta("It has eight legs. It has"), delta(" six legs. And"))
                                    .concatWith(Flux.never()),
                            StandardCharsets.UTF_8);
        });
        corrector.held = true;

        CompletableFuture<HttpResponse<InputStream>> response = CLIENT.sendAsync(
                Gateways.request(Gateways.url(gateway) + "/bare/v1/chat/completions", CHAT)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(corrector.asked.poll(60, TimeUnit.SECONDS)).isNotNull();
        response.cancel(true);

        assertThat(corrector.cancelled.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStreamThatBreaksOffBreaksOffBehindWhatWasHeld() throws IOException, InterruptedException {
        UPSTREAM.behaves((request, response) -> response.sse()
                .sendString(
                        Flux.just(delta("It has six legs"))
                                .concatWith(
                                        Mono.delay(Duration.ofMillis(50)).then(Mono.error(new IOException("broken")))),
                        StandardCharsets.UTF_8));

        HttpResponse<InputStream> response = CLIENT.send(
                Gateways.request(Gateways.url(gateway) + "/bare/v1/chat/completions", CHAT)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());

        try (InputStream in = response.body()) {
            assertThat(until(in, "\n\n")).contains("It has six legs");
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aWholeAnswerThatBreaksOffIsNoAnswer() throws IOException, InterruptedException {
        UPSTREAM.behaves((request, response) -> response.header("Content-Type", "application/json")
                .header("Content-Length", "1000")
                .sendString(Flux.just(ANSWERED)
                        .concatWith(Mono.delay(Duration.ofMillis(50)).then(Mono.error(new IOException("broken"))))));

        assertThat(ask("/bare/v1/chat/completions", CHAT).statusCode()).isGreaterThanOrEqualTo(500);
    }
}
