package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/** The proxy between a client and an upstream of this test. */
class ProxyHttpTest extends HttpTestBase {
    private static final String CHAT = """
            {"model":"m", "n":1.0,"messages":[{"role":"user","content":"Why?"}],"aligner":{"instruction":"safe"}}""";
    private static final String ANSWERED = """
            {"id":"c", "x":1.0,"choices":[{"index":0,"message":{"role":"assistant","content":"A damn key\\u0021"},"finish_reason":"stop"}],
             "usage":{"total_tokens":12}}""";

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry registry;

    private static volatile BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> behaviour =
            (request, response) -> response.send();

    private static final LinkedBlockingQueue<String> SEEN = new LinkedBlockingQueue<>();
    private static DisposableServer upstream = start();

    private static DisposableServer start() {
        return HttpServer.create()
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            SEEN.add(request.method() + " " + request.uri() + "\n" + request.requestHeaders() + "\n"
                                    + body);
                            return Mono.from(behaviour.apply(request, response));
                        }))
                .bindNow();
    }

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        String base = "http://localhost:" + upstream.port();
        registry.add("aligner.routes.main.upstream", () -> base);
        registry.add("aligner.routes.main.path", () -> "/v1/");
        registry.add("aligner.routes.main.instructions[0]", () -> "safe");
        registry.add("aligner.routes.main.streams", () -> "window,buffer,post-hoc,off");
        registry.add("aligner.routes.main.evidence", () -> "full");
        registry.add("aligner.routes.watched.upstream", () -> base);
        registry.add("aligner.routes.watched.path", () -> "/watched/");
        registry.add("aligner.routes.watched.shadow", () -> "async");
        registry.add("aligner.routes.told.upstream", () -> base);
        registry.add("aligner.routes.told.path", () -> "/told/");
        registry.add("aligner.routes.told.shadow", () -> "sync");
        registry.add("aligner.routes.told.deadline", () -> "100ms");
        registry.add("aligner.routes.blocked.upstream", () -> base);
        registry.add("aligner.routes.blocked.path", () -> "/blocked/");
        registry.add("aligner.routes.blocked.streams", () -> "window,buffer");
        registry.add("aligner.routes.blocked.max-strength", () -> "0.5");
        registry.add("aligner.routes.blocked.min-strength", () -> "0.5");
        registry.add("aligner.routes.blocked.block.text", () -> "This cannot be shown.");
        registry.add("aligner.routes.blocked.block.above", () -> "0.2");
        registry.add("aligner.routes.failing.upstream", () -> base);
        registry.add("aligner.routes.failing.path", () -> "/failing/");
        registry.add("aligner.routes.keyed.upstream", () -> base + "/base/");
        registry.add("aligner.routes.keyed.path", () -> "/keyed/");
        registry.add("aligner.routes.keyed.api-key", () -> "secret-of-ours");
        registry.add("aligner.routes.keyed.strict", () -> "true");
        registry.add("aligner.routes.keyed.held", () -> "1KB");
        registry.add("aligner.routes.closed.upstream", () -> base);
        registry.add("aligner.routes.closed.path", () -> "/closed/");
        registry.add("aligner.routes.closed.on-failure", () -> "closed");
        registry.add("aligner.routes.closed.deadline", () -> "100ms");
        registry.add("aligner.routes.hasty.upstream", () -> base);
        registry.add("aligner.routes.hasty.path", () -> "/hasty/");
        registry.add("aligner.routes.hasty.deadline", () -> "100ms");
        registry.add("aligner.routes.down.upstream", () -> "http://localhost:1");
        registry.add("aligner.routes.down.path", () -> "/down/");
    }

    @AfterEach
    void forget() {
        SEEN.clear();
    }

    @AfterAll
    static void stop() {
        upstream.disposeNow();
    }

    private static void answers(int status, String type, String body, String... headers) {
        behaviour = (request, response) -> {
            response.status(status).header("Content-Type", type).header("ETag", "\"1\"");
            for (int i = 0; i < headers.length; i += 2) {
                response.header(headers[i], headers[i + 1]);
            }
            return response.sendString(Mono.just(body));
        };
    }

    private WebTestClient.ResponseSpec ask(String path, String body, String... headers) {
        WebTestClient.RequestBodySpec request = client().post()
                .uri(URI.create("http://localhost:" + port + path))
                .contentType(MediaType.APPLICATION_JSON);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.bodyValue(body).exchange();
    }

    private static String text(WebTestClient.ResponseSpec response) {
        byte[] body = response.expectBody().returnResult().getResponseBody();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerIsCorrectedInItsTextAlone() throws InterruptedException {
        answers(200, "application/json", ANSWERED, "x-request-id", "upstream-7", "Connection", "x-hop", "x-hop", "1");

        WebTestClient.ResponseSpec response = ask(
                "/v1/chat/completions?a=%20b",
                CHAT,
                "Authorization",
                "Bearer theirs",
                "x-aligner-strength",
                "1",
                "x-own",
                "y",
                "x-request-id",
                "theirs-1",
                "traceparent",
                TRACEPARENT);

        response.expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("x-aligner-action", "CORRECTED")
                .expectHeader()
                .valueEquals("x-aligner-model", FakeCorrector.ID)
                .expectHeader()
                .valueEquals("x-aligner-stream-mode", "none")
                .expectHeader()
                .valueEquals("x-request-id", "upstream-7")
                .expectHeader()
                .valueEquals("x-aligner-request-id", "theirs-1")
                .expectHeader()
                .valueEquals("x-aligner-id", "theirs-1")
                .expectHeader()
                .valueMatches("x-aligner-overhead-ms", "[0-9]+")
                .expectHeader()
                .exists("x-aligner-edit-ratio")
                .expectHeader()
                .doesNotExist("ETag")
                .expectHeader()
                .doesNotExist("x-hop");
        assertThat(text(response)).isEqualTo(ANSWERED.replace("A damn key\\u0021", "A key!"));
        String seen = SEEN.poll(5, TimeUnit.SECONDS);
        assertThat(seen)
                .startsWith("POST /v1/chat/completions?a=%20b\n")
                .endsWith(CHAT.replace(",\"aligner\":{\"instruction\":\"safe\"}", ""))
                .contains("Bearer theirs", "x-own", "identity")
                // nothing is traced here, so a client's trace goes on at the upstream
                .contains(TRACEPARENT)
                .doesNotContain("aligner");
    }

    @Test
    void aGoodAnswerIsTheUpstreamsBytes() {
        String good = ANSWERED.replace("damn ", "");
        answers(200, "application/json; charset=utf-8", good);

        WebTestClient.ResponseSpec response = ask("/v1/chat/completions", CHAT);

        response.expectHeader()
                .valueEquals("x-aligner-action", "NONE")
                .expectHeader()
                .valueEquals("ETag", "\"1\"");
        assertThat(text(response)).isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | application/json                 | {"error":{"message":"damn "}} | non_2xx
            200 | text/html                        | damn it                        | unsupported_format
            200 | application/json                 | damn it                        | parse_error
            200 | application/json                 | {"choices":[]}                 | no_text
            """)
    void whatIsNoAnswerPassesWithAReason(int status, String type, String body, String reason) {
        answers(status, type, body);

        WebTestClient.ResponseSpec response = ask("/v1/chat/completions", CHAT);

        response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .valueEquals("x-aligner-action", "BYPASSED")
                .expectHeader()
                .valueEquals("x-aligner-reason", reason);
        assertThat(text(response)).isEqualTo(body);
    }

    /** As the upload of a picture, on a path on which a wire is spoken otherwise. */
    @Test
    void aRequestInSeveralPartsPassesAsItIs() throws IOException, InterruptedException {
        answers(200, "application/json", ANSWERED);
        String parts = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\naligner\r\n--x--\r\n";

        try (Socket socket = send(
                "/v1/chat/completions", "multipart/form-data; boundary=x", parts.getBytes(StandardCharsets.UTF_8))) {
            assertThat(until(socket.getInputStream(), "A damn key")).contains("x-aligner-reason: parse_error");
        }

        assertThat(SEEN.poll(5, TimeUnit.SECONDS)).contains("boundary=x").endsWith(parts);
        assertThat(corrector.accepted()).isZero();
    }

    @Test
    void whatIsPackedPasses() {
        answers(200, "application/json", "packed", "Content-Encoding", "br");

        WebTestClient.ResponseSpec response = ask("/v1/chat/completions", CHAT);

        response.expectHeader().valueEquals("x-aligner-reason", "unsupported_encoding");
        assertThat(text(response)).isEqualTo("packed");
    }

    @Test
    void aStreamThatIsAGrowingArrayIsNotHeld() {
        answers(200, "application/json", "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"damn \"}]}}]}]");

        WebTestClient.ResponseSpec response =
                ask("/v1/models/gemini:streamGenerateContent", "{\"contents\":[{\"parts\":[{\"text\":\"q\"}]}]}");

        response.expectHeader().valueEquals("x-aligner-reason", "unsupported_format");
        assertThat(text(response)).contains("damn ");
    }

    @Test
    void otherPathsPassWithoutALook() throws InterruptedException {
        answers(201, "application/json", "{\"data\": \"damn \"}");

        WebTestClient.ResponseSpec response = ask("/v1/embeddings", CHAT);

        response.expectStatus().isEqualTo(201).expectHeader().doesNotExist("x-aligner-action");
        assertThat(text(response)).isEqualTo("{\"data\": \"damn \"}");
        assertThat(SEEN.poll(5, TimeUnit.SECONDS)).endsWith(CHAT);
        client().get().uri("/v1/files/1").exchange().expectStatus().isEqualTo(201);
        assertThat(SEEN.poll(5, TimeUnit.SECONDS))
                .startsWith("GET /v1/files/1\n")
                .doesNotContain("content-length");
    }

    @Test
    void thePlaygroundIsToldOfRoutesAndNotOfUpstreamsAndKeys() {
        String told = text(client().get().uri("/v1/corrections:play").exchange());
        assertThat(told)
                .contains(
                        "\"name\":\"keyed\"",
                        "\"keyed\":true",
                        "\"streams\":[\"window\",\"buffer\",\"post-hoc\",\"off\"]")
                .doesNotContain("secret-of-ours", String.valueOf(upstream.port()));
    }

    @Test
    void theOperatorSeesWhatBecameOfARoutesAnswers() {
        answers(200, "application/json", ANSWERED, "x-request-id", "upstream-7");
        String id = ask("/v1/chat/completions", CHAT)
                .expectBody()
                .returnResult()
                .getResponseHeaders()
                .getFirst("x-aligner-request-id");
        String recent = text(client().get().uri("/admin/corrections").exchange());
        assertThat(recent)
                .contains("\"surface\":\"main\"", "\"id\":\"" + id + "\"")
                .doesNotContain("damn");
        assertThat(text(client().get().uri("/admin/overview").exchange()))
                .contains("\"route\":\"main\",\"action\":\"corrected\"");
    }

    @Test
    void aBodyOfUnknownLengthPasses() throws InterruptedException {
        answers(200, "text/plain", "done");

        client().post()
                .uri("/v1/files")
                .contentType(MediaType.TEXT_PLAIN)
                .body(Flux.just("one ", "two ", "three"), String.class)
                .exchange()
                .expectBody(String.class)
                .isEqualTo("done");

        assertThat(SEEN.poll(5, TimeUnit.SECONDS)).endsWith("one two three").contains("transfer-encoding: chunked");
    }

    @Test
    void ourOwnPathsAreNoRoutes() {
        post(body("")).expectStatus().isOk();
        client().get().uri("/v1/models").exchange().expectStatus().isOk();
        client().get().uri("/elsewhere").exchange().expectStatus().isNotFound();

        assertThat(SEEN).isEmpty();
    }

    @Test
    void aKeyOfOursTakesThePlaceOfTheirs() throws InterruptedException {
        answers(200, "application/json", ANSWERED);

        WebTestClient.ResponseSpec response = ask(
                "/keyed/v1/chat/completions",
                CHAT.replace("\"safe\"", "null"),
                "Authorization",
                "Bearer theirs",
                "x-api-key",
                "theirs");

        response.expectHeader().doesNotExist("x-aligner-action").expectHeader().doesNotExist("Server-Timing");
        assertThat(text(response)).contains("A key!");
        assertThat(SEEN.poll(5, TimeUnit.SECONDS))
                .startsWith("POST /base/keyed/v1/chat/completions\n")
                .contains("Bearer secret-of-ours")
                .doesNotContain("theirs");
    }

    @Test
    void anAnswerThatIsTooLargePassesAsItCame() {
        String large = ANSWERED.replace("damn", "damn damn".repeat(200));
        answers(200, "application/json", large);

        assertThat(text(ask("/keyed/v1/chat/completions", CHAT.replace("\"safe\"", "null"))))
                .isEqualTo(large);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x-aligner-instruction | rude      | instruction | 400
            x-aligner-strength    | 1.5       | strength    | 422
            x-aligner-strength    | much      | strength    | 422
            x-aligner-stream-mode | sometimes | stream_mode | 400
            x-aligner-evidence    | all       | evidence    | 400
            """)
    void whatTheRouteDoesNotAllowIsRefusedBeforeTheUpstreamIsAsked(
            String header, String value, String field, int status) {
        WebTestClient.ResponseSpec response = ask("/v1/chat/completions", CHAT, header, value);

        response.expectStatus().isEqualTo(status);
        assertThat(json(response).get("error").get("message").stringValue()).startsWith("aligner." + field + ": ");
        assertThat(SEEN).isEmpty();
    }

    @Test
    void strengthZeroIsTheOriginal() {
        answers(200, "application/json", ANSWERED);

        WebTestClient.ResponseSpec response = ask("/v1/chat/completions", CHAT, "x-aligner-strength", "0");

        response.expectHeader().valueEquals("x-aligner-reason", "strength_zero");
        assertThat(text(response)).isEqualTo(ANSWERED);
        assertThat(corrector.accepted()).isZero();
    }

    @Test
    void aRequestWhoseAnswerStaysIsNotReadAndStillLosesWhatIsOurs() throws InterruptedException {
        answers(200, "application/json", ANSWERED);
        String broken = "{\"messages\": not JSON";
        String hidden = "{\"\\u0061ligner\":{\"evidence\":\"full\"},\"model\":\"m\"}";

        for (String body : List.of(broken, hidden)) {
            WebTestClient.ResponseSpec response = ask("/v1/chat/completions", body, "x-aligner-strength", "0.0");

            response.expectHeader().valueEquals("x-aligner-reason", "strength_zero");
            assertThat(text(response)).isEqualTo(ANSWERED);
            assertThat(SEEN.poll(10, TimeUnit.SECONDS))
                    .endsWith(body.equals(broken) ? "\n" + broken : "\n{\"model\":\"m\"}")
                    .doesNotContain("x-aligner");
        }
    }

    @Test
    void whatAsksForMoreThanTheRouteAllowsGetsWhatItAllowsAndIsTold() {
        answers(200, "application/json", ANSWERED);
        String plain = CHAT.replace("\"safe\"", "null");

        for (String asked : List.of("1", "0")) {
            ask("/blocked/v1/chat/completions", plain, "x-aligner-strength", asked)
                    .expectHeader()
                    .valueEquals("x-aligner-strength", "0.5")
                    .expectHeader()
                    .valueEquals("x-aligner-clamped", "strength");
        }
        WebTestClient.ResponseSpec response =
                ask("/blocked/v1/chat/completions", plain, "x-aligner-evidence", "full", "x-aligner-strength", "0.5");
        response.expectHeader().valueEquals("x-aligner-clamped", "evidence");
        assertThat(JSON.readTree(text(response)).at("/aligner/clamped/0").stringValue())
                .isEqualTo("evidence");
    }

    @Test
    void anAnswerThatThePolicyDoesNotLetOutIsReplaced() {
        answers(200, "application/json", ANSWERED);
        String plain = CHAT.replace("\"safe\"", "null");

        WebTestClient.ResponseSpec response = ask("/blocked/v1/chat/completions", plain);

        response.expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("x-aligner-action", "BLOCKED")
                .expectHeader()
                .valueEquals("x-aligner-reason", "edit_budget");
        assertThat(text(response)).isEqualTo(ANSWERED.replace("A damn key\\u0021", "This cannot be shown."));

        String good = delta("It has a key. ");
        answers(200, "text/event-stream", good + delta("A damn key. ") + delta("And a lock.") + END);
        String sent = text(ask("/blocked/v1/chat/completions", plain)).replace(": \n\n", "");
        assertThat(String.join("", contents(sent))).isEqualTo("It has a key. This cannot be shown.");
        assertThat(sent).startsWith(good).endsWith(END);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void whatWasTakenOutIsInNoHeaderNoLogAndNoMetric(CapturedOutput output) {
        answers(200, "application/json", ANSWERED);
        WebTestClient.ResponseSpec corrected = ask("/v1/chat/completions", CHAT, "x-aligner-evidence", "full");
        String headers =
                corrected.expectBody().returnResult().getResponseHeaders().toString();
        String plain = CHAT.replace("\"safe\"", "null");
        ask("/blocked/v1/chat/completions", plain);
        ask("/told/v1/chat/completions", plain);
        corrector.hold();
        String open = ask("/hasty/v1/chat/completions", plain)
                .expectBody()
                .returnResult()
                .getResponseHeaders()
                .toString();
        String error = text(ask("/closed/v1/chat/completions", plain));

        String meters = registry.getMeters().stream()
                .map(meter -> meter.getId().toString())
                .collect(Collectors.joining("\n"));
        for (String place : List.of(headers, open, error, meters, output.getAll())) {
            assertThat(place).isNotBlank().doesNotContain("damn");
        }
    }

    @Test
    void anOpenRouteDeliversTheOriginalWhereTheCorrectorFails() {
        answers(200, "application/json", ANSWERED);
        corrector.hold();

        WebTestClient.ResponseSpec response = ask("/hasty/v1/chat/completions", CHAT.replace("\"safe\"", "null"));

        response.expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("x-aligner-action", "BYPASSED")
                .expectHeader()
                .valueEquals("x-aligner-reason", "deadline");
        assertThat(text(response)).isEqualTo(ANSWERED);
    }

    @Test
    void aClosedRouteDeliversAnError() {
        answers(200, "application/json", ANSWERED);
        corrector.hold();

        WebTestClient.ResponseSpec response = ask("/closed/v1/chat/completions", CHAT.replace("\"safe\"", "null"));

        response.expectStatus().isEqualTo(504).expectHeader().valueEquals("x-should-retry", "false");
        assertThat(json(response).get("error").get("code").stringValue()).isEqualTo("deadline");
    }

    @Test
    void anUpstreamThatIsDownIsToldInTheClientsOwnForm() {
        WebTestClient.ResponseSpec response =
                ask("/down/v1/messages", "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}");

        response.expectStatus().isEqualTo(502);
        var body = json(response);
        assertThat(body.get("type").stringValue()).isEqualTo("error");
        assertThat(body.get("error").get("type").stringValue()).isEqualTo("overloaded_error");
    }

    private static String delta(String text) {
        return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    private static final String END =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    @ParameterizedTest
    @CsvSource({
        "window, It lacks a key. A key.",
        "buffer, It lacks a key. A key.",
        "off, It lacks a damn key. A damn key."
    })
    void aStreamIsCorrectedInTheModeAskedFor(String mode, String expected) {
        String stream = delta("It lacks a damn key. A damn ") + delta("key.") + END;
        answers(200, "text/event-stream", stream);

        WebTestClient.ResponseSpec response = ask("/v1/chat/completions", CHAT, "x-aligner-stream-mode", mode);

        response.expectHeader().valueEquals("x-aligner-stream-mode", mode);
        String sent = text(response).replace(": \n\n", "");
        String texts = String.join("", contents(sent));
        assertThat(texts).isEqualTo(expected);
        assertThat(sent).endsWith(END);
        if (mode.equals("off")) {
            assertThat(sent).isEqualTo(stream);
        }
    }

    @Test
    void afterwardsTheOriginalStandsAndTheCorrectionIsSaidAtItsEnd() {
        String text = delta("It lacks a damn ") + delta("key. A damn key.");
        answers(200, "text/event-stream", text + END);

        WebTestClient.ResponseSpec response = ask("/v1/chat/completions", CHAT, "x-aligner-stream-mode", "post-hoc");

        response.expectHeader().valueEquals("x-aligner-stream-mode", "post-hoc");
        String sent = text(response);
        assertThat(sent).startsWith(text).endsWith("\n\ndata: [DONE]\n\n");
        var finish = JSON.readTree(sent.substring(text.length() + 6, sent.indexOf("\n\n", text.length())));
        assertThat(finish.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        var choice = finish.at("/aligner/choices/0");
        assertThat(choice.get("action").stringValue()).isEqualTo("CORRECTED");
        assertThat(choice.get("correction").stringValue()).isEqualTo("It lacks a key. A key.");
    }

    @ParameterizedTest
    @CsvSource({"window", "buffer"})
    void aStreamsEvidenceIsOnItsFinishAndFitsTheTexts(String mode) {
        String answer = "It lacks a damn key. A damn key.";
        answers(200, "text/event-stream", delta(answer) + END);

        String sent =
                text(ask("/v1/chat/completions", CHAT, "x-aligner-stream-mode", mode, "x-aligner-evidence", "full"));

        String last = sent.substring(sent.lastIndexOf("data: {") + 6);
        var choice = JSON.readTree(last.substring(0, last.indexOf("\n"))).at("/aligner/choices/0");
        assertThat(choice.get("edit_count").intValue()).isEqualTo(2);
        List<Edit> edits = new ArrayList<>();
        choice.get("edits")
                .forEach(edit -> edits.add(new Edit(
                        edit.get("start").intValue(),
                        edit.get("end").intValue(),
                        edit.get("replacement").stringValue())));
        assertThat(Edits.apply(answer, edits)).isEqualTo(String.join("", contents(sent)));
    }

    @Test
    void anAnswerSaysWhatWasDoneIfItIsAsked() {
        answers(200, "application/json", ANSWERED);

        String sent = text(ask("/v1/chat/completions", CHAT, "x-aligner-evidence", "summary"));

        assertThat(sent)
                .startsWith(ANSWERED.replace("A damn key\\u0021", "A key!").substring(0, ANSWERED.indexOf("A damn")));
        var note = JSON.readTree(sent).get("aligner");
        assertThat(note.get("model").stringValue()).isEqualTo(FakeCorrector.ID);
        assertThat(note.at("/choices/0/action").stringValue()).isEqualTo("CORRECTED");
        assertThat(note.at("/choices/0/edit_count").intValue()).isEqualTo(1);
        assertThat(note.at("/choices/0").has("edits")).isFalse();
        assertThat(note.get("usage").get("prompt_tokens").isNumber()).isTrue();
    }

    @Test
    void aWatchedRouteChangesNothingAndCountsWhatItWouldHaveDone() {
        answers(200, "application/json", ANSWERED);
        double before = count("aligner.shadow", "verdict", "would_correct");

        WebTestClient.ResponseSpec response = ask("/watched/v1/chat/completions", CHAT.replace("\"safe\"", "null"));

        response.expectHeader().valueEquals("x-aligner-reason", "shadow");
        assertThat(text(response)).isEqualTo(ANSWERED);
        answers(200, "text/event-stream", delta("A damn key.") + END);
        WebTestClient.ResponseSpec stream = ask("/watched/v1/chat/completions", CHAT.replace("\"safe\"", "null"));
        stream.expectHeader().valueEquals("x-aligner-stream-mode", "off");
        assertThat(text(stream)).isEqualTo(delta("A damn key.") + END);
        await().untilAsserted(() ->
                assertThat(count("aligner.shadow", "verdict", "would_correct")).isEqualTo(before + 2));
        assertThat(registry.get("aligner.shadow.enabled")
                        .tag("route", "watched")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void aWatchedAnswerSaysWhatWouldHaveBeenDoneWhereTheRouteWaitsForIt() {
        String plain = CHAT.replace("\"safe\"", "null");
        answers(200, "application/json", ANSWERED);
        WebTestClient.ResponseSpec bad = ask("/told/v1/chat/completions", plain);
        bad.expectHeader()
                .valueEquals("x-aligner-would-correct", "true")
                .expectHeader()
                .valueEquals("x-aligner-reason", "shadow")
                .expectHeader()
                .valueEquals("ETag", "\"1\"");
        assertThat(text(bad)).isEqualTo(ANSWERED);

        String good = ANSWERED.replace("damn ", "");
        answers(200, "application/json", good);
        WebTestClient.ResponseSpec fine = ask("/told/v1/chat/completions", plain);
        fine.expectHeader().valueEquals("x-aligner-would-correct", "false");
        assertThat(text(fine)).isEqualTo(good);
    }

    @Test
    void aWatchThatFailsIsNeitherAYesNorANo() {
        answers(200, "application/json", ANSWERED);
        double failed = count("aligner.shadow", "verdict", "failed");
        corrector.hold();

        WebTestClient.ResponseSpec response = ask("/told/v1/chat/completions", CHAT.replace("\"safe\"", "null"));

        response.expectHeader().doesNotExist("x-aligner-would-correct");
        assertThat(text(response)).isEqualTo(ANSWERED);
        assertThat(count("aligner.shadow", "verdict", "failed")).isEqualTo(failed + 1);
    }

    private double count(String name, String tag, String value) {
        return registry.find(name).tag(tag, value).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void anUpstreamThatFailsOftenIsLeftInPeace() {
        answers(503, "application/json", "{\"error\":{\"message\":\"busy\"}}");
        for (int i = 0; i < 10; i++) {
            ask("/failing/v1/chat/completions", CHAT.replace("\"safe\"", "null"))
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .valueEquals("x-aligner-reason", "non_2xx");
        }
        SEEN.clear();

        WebTestClient.ResponseSpec response = ask("/failing/v1/chat/completions", CHAT.replace("\"safe\"", "null"));

        response.expectStatus().isEqualTo(503).expectHeader().exists("Retry-After");
        assertThat(json(response).at("/error/code").stringValue()).isEqualTo("breaker_open");
        assertThat(SEEN).isEmpty();
    }

    @Test
    void webSocketsAreJoined() {
        behaviour = (request, response) -> response.sendWebsocket(
                (in, out) -> out.sendString(in.receive().asString().map(text -> "damn " + text)),
                WebsocketServerSpec.builder().protocols("realtime").build());
        AtomicReference<String> heard = new AtomicReference<>();
        AtomicReference<String> protocol = new AtomicReference<>();
        HttpHeaders headers = new HttpHeaders();
        headers.set("Authorization", "Bearer theirs");

        new ReactorNettyWebSocketClient()
                .execute(
                        URI.create("ws://localhost:" + port + "/v1/realtime?model=m"), headers, new WebSocketHandler() {
                            @Override
                            public List<String> getSubProtocols() {
                                return List.of("realtime");
                            }

                            @Override
                            public Mono<Void> handle(WebSocketSession session) {
                                protocol.set(session.getHandshakeInfo().getSubProtocol());
                                return session.send(Mono.just(session.textMessage("hello")))
                                        .then(session.receive()
                                                .next()
                                                .doOnNext(message -> heard.set(message.getPayloadAsText()))
                                                .then())
                                        .then(session.close());
                            }
                        })
                .block(Duration.ofSeconds(10));

        assertThat(heard).hasValue("damn hello");
        assertThat(protocol).hasValue("realtime");
        assertThat(SEEN.poll()).startsWith("GET /v1/realtime?model=m\n").contains("Bearer theirs");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static void packs(String type, byte[] body) {
        behaviour = (request, response) -> response.header("Content-Type", type)
                .header("Content-Encoding", "gzip")
                .sendByteArray(Mono.just(body));
    }

    @Test
    void aPackedAnswerIsUnpackedToBeCorrectedAndElsePassesAsItCame() throws IOException, InterruptedException {
        packs("application/json", gzip(ANSWERED));
        WebTestClient.ResponseSpec corrected = ask("/v1/chat/completions", CHAT);
        corrected.expectHeader().doesNotExist("Content-Encoding");
        assertThat(text(corrected)).isEqualTo(ANSWERED.replace("A damn key\\u0021", "A key!"));

        byte[] good = gzip(ANSWERED.replace("damn ", ""));
        packs("application/json", good);
        // a client that does not unpack by itself
        HttpResponse<byte[]> unchanged = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/chat/completions"))
                                .POST(HttpRequest.BodyPublishers.ofString(CHAT))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(unchanged.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(unchanged.body()).isEqualTo(good);

        packs("text/event-stream", gzip(delta("A damn key.") + END));
        WebTestClient.ResponseSpec stream = ask("/v1/chat/completions", CHAT);
        stream.expectHeader().doesNotExist("Content-Encoding");
        assertThat(text(stream).replace(": \n\n", "")).isEqualTo(delta("A key.") + END);

        packs("application/json", "no gzip".getBytes(StandardCharsets.UTF_8));
        ask("/v1/chat/completions", CHAT).expectHeader().valueEquals("x-aligner-reason", "unsupported_encoding");
    }

    /** The connection says that all has come, and what is packed says that it has not. */
    @ParameterizedTest
    @CsvSource({"window", "buffer", "post-hoc"})
    void aPackedStreamThatIsCutBreaksOffBehindWhatWasHeld(String mode) throws IOException {
        byte[] packed = gzip(delta("A damn key is") + delta(" missing"));
        packs("text/event-stream", Arrays.copyOf(packed, packed.length - 4));

        byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/chat/completions", "application/json", body, "x-aligner-stream-mode: " + mode)) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all)
                    .contains("key is", "missing")
                    .doesNotContain("[DONE]")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    private static List<String> contents(String stream) {
        List<String> contents = new ArrayList<>();
        for (String line : stream.split("\n", -1)) {
            if (line.startsWith("data: {")) {
                var content = JSON.readTree(line.substring(6))
                        .get("choices")
                        .get(0)
                        .get("delta")
                        .get("content");
                if (content != null) {
                    contents.add(content.stringValue());
                }
            }
        }
        return contents;
    }

    @Test
    void theFirstSentenceArrivesBeforeTheUpstreamWritesTheLast() throws IOException, InterruptedException {
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        behaviour = (request, response) -> response.sse().sendString(pieces.asFlux(), StandardCharsets.UTF_8);

        byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/chat/completions", "application/json", body)) {
            InputStream in = socket.getInputStream();
            pieces.tryEmitNext(delta("It lacks a damn key. "));
            pieces.tryEmitNext(delta("And"));
            String seen = until(in, "It lacks a key. ");
            assertThat(seen).contains("HTTP/1.1 200 ").doesNotContain("And", "damn");
            pieces.tryEmitNext(delta(" more."));
            pieces.tryEmitNext(END);
            pieces.tryEmitComplete();
            assertThat(until(in, "[DONE]")).contains("And", " more.");
        }
    }

    @ParameterizedTest
    @CsvSource({"buffer", "post-hoc"})
    void theCorrectorReadsAlongWhileTheUpstreamWrites(String mode) throws IOException, InterruptedException {
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        behaviour = (request, response) -> response.sse().sendString(pieces.asFlux(), StandardCharsets.UTF_8);
        String sentence = "A lock without a damn key is a box, and a box without a lid is none. ".repeat(3);
        corrector.holdReading();

        byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/chat/completions", "application/json", body, "x-aligner-stream-mode: " + mode)) {
            pieces.tryEmitNext(delta(sentence)).orThrow();
            assertThat(corrector.awaitReading()).isEqualTo(sentence);
            pieces.tryEmitNext(delta(sentence)).orThrow();
            corrector.releaseReading();
            pieces.tryEmitNext(delta(sentence)).orThrow();
            String next = corrector.awaitReading();
            assertThat(next).startsWith(sentence.repeat(2));
            assertThat(sentence.repeat(3)).startsWith(next);
            assertThat(corrector.accepted()).isZero();
            pieces.tryEmitNext(delta("So.")).orThrow();
            pieces.tryEmitNext(END).orThrow();
            pieces.tryEmitComplete().orThrow();

            String sent = until(socket.getInputStream(), "[DONE]");
            String whole = sentence.repeat(3) + "So.";
            String expected = mode.equals("buffer") ? FakeCorrector.corrected(whole) : whole;
            assertThat(String.join("", contents(sent))).isEqualTo(expected);
        }
        assertThat(corrector.mostReading()).isEqualTo(1);
        assertThat(corrector.accepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, off", "/watched/v1/chat/completions, buffer"})
    void whatStaysAsItIsIsNotReadAhead(String path, String mode) throws IOException {
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        behaviour = (request, response) -> response.sse().sendString(pieces.asFlux(), StandardCharsets.UTF_8);
        String text = "A lock without a damn key is a box, and a box without a lid is none.";

        byte[] body = CHAT.replace("\"safe\"", "null").getBytes(StandardCharsets.UTF_8);
        String[] headers = mode.equals("off") ? new String[] {"x-aligner-stream-mode: off"} : new String[0];
        try (Socket socket = send(path, "application/json", body, headers)) {
            pieces.tryEmitNext(delta(text)).orThrow();
            until(socket.getInputStream(), "none.");
            pieces.tryEmitNext(END).orThrow();
            pieces.tryEmitComplete().orThrow();
            until(socket.getInputStream(), "[DONE]");
        }
        await().until(() -> corrector.load().running() == 0);
        assertThat(corrector.read()).isEmpty();
    }

    @Test
    void aClientThatLeavesCancelsUpstreamAndCorrector() throws IOException, InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        behaviour = (request, response) -> {
            request.withConnection(connection -> connection.onDispose(cancelled::countDown));
            return response.sse()
                    .sendString(
                            Flux.just(delta("It lacks a damn key. And"), delta(" more"))
                                    .concatWith(Flux.never()),
                            StandardCharsets.UTF_8);
        };
        corrector.hold();

        byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/chat/completions", "application/json", body)) {
            assertThat(corrector.awaitStart()).isTrue();
            assertThat(socket.isConnected()).isTrue();
        }

        assertThat(corrector.awaitCancellations(1)).isTrue();
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/v1/other", "/watched/v1/chat/completions"})
    void aClientThatLeavesCancelsAnUpstreamWhoseAnswerPasses(String path) throws IOException, InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        behaviour = (request, response) -> {
            request.withConnection(connection -> connection.onDispose(cancelled::countDown));
            return response.sse().sendString(Flux.just(delta("one")).concatWith(Flux.never()), StandardCharsets.UTF_8);
        };

        byte[] body = CHAT.replace("\"safe\"", "null").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send(path, "application/json", body)) {
            assertThat(until(socket.getInputStream(), "one")).contains("HTTP/1.1 200 ");
        }

        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStreamThatBreaksOffBreaksOffBehindWhatWasHeld() throws IOException {
        behaviour = (request, response) -> response.sse()
                .sendString(
                        Flux.just(delta("A damn key is"))
                                .concatWith(
                                        Mono.delay(Duration.ofMillis(50)).then(Mono.error(new IOException("broken")))),
                        StandardCharsets.UTF_8);

        byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = send("/v1/chat/completions", "application/json", body)) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains("A damn key is").doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
        }
    }

    /** What comes up to and with a text. */
    private static String until(InputStream in, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = in.read();
            assertThat(next).as("end of %s", seen).isNotNegative();
            seen.append((char) next);
        }
        return seen.toString();
    }

    @BeforeAll
    static void started() {
        assertThat(upstream.port()).isPositive();
    }
}
