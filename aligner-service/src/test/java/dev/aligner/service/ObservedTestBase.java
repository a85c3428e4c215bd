package dev.aligner.service;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** The service with all of its measuring on, between clients and upstreams of the test; one for all such tests. */
@SpringBootTest(
        classes = {AlignerApplication.class, FakeCorrectorConfiguration.class, ObservedTestBase.Exported.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.test.metrics.export=true",
            "spring.test.tracing.export=true",
            "management.tracing.export.enabled=true",
            "management.tracing.export.otlp.enabled=false",
            "management.tracing.sampling.probability=1",
            "management.opentelemetry.tracing.export.schedule-delay=50ms",
            "aligner.plugs.enabled=kong",
            "aligner.reload.period=100ms",
            "aligner.routes.watched.path=/watched/",
            "aligner.routes.watched.shadow=async",
            "aligner.routes.main.path=/v1/",
            "aligner.routes.main.streams=window,buffer,post-hoc,off",
            "aligner.routes.main.instructions=refuse,fail",
            "aligner.routes.down.path=/down/",
            "aligner.routes.down.upstream=http://localhost:1"
        })
abstract class ObservedTestBase extends HttpTestBase {
    static final String CHAT = """
            {"model":"m","messages":[{"role":"user","content":"Why?"}]}""";
    private static final String ANSWERED = """
            {"id":"%s","choices":[{"index":0,"message":{"role":"assistant","content":"A damn key!"},"finish_reason":"stop"}]}""";
    private static final String STREAMED = """
            data: {"choices":[{"index":0,"delta":{"content":"A damn key."}}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: [DONE]

            """;

    /** A path on which the upstream breaks off. */
    static final String BROKEN = "/v1/broken";

    /** What the upstream was sent: traceparent, or nothing. */
    static final BlockingQueue<String> PARENTS = new LinkedBlockingQueue<>();

    static final Path RELOADED = reloaded();
    static final Path AUDITED = RELOADED.resolveSibling("audit.jsonl");
    static final DisposableServer UPSTREAM = upstream("one");

    @Autowired
    @SuppressWarnings("NullAway.Init")
    InMemorySpanExporter spans;

    /** Keeps spans where the test finds them. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Exported {
        @Bean
        InMemorySpanExporter spanExporter() {
            return InMemorySpanExporter.create();
        }
    }

    @DynamicPropertySource
    static void upstreams(DynamicPropertyRegistry registry) {
        DocumentTable.takeSwitch();
        String base = "http://localhost:" + UPSTREAM.port();
        registry.add("aligner.routes.main.upstream", () -> base);
        registry.add("aligner.routes.watched.upstream", () -> base);
        registry.add("aligner.reload.file", RELOADED::toString);
        registry.add("aligner.audit.file", AUDITED::toString);
    }

    @AfterEach
    void forget() {
        spans.reset();
        PARENTS.clear();
    }

    private static Path reloaded() {
        try {
            Path file = Files.createTempDirectory("reload").resolve("routes.yaml");
            Files.writeString(file, "aligner:\n  plugs:\n    deadline:\n      kong: 5s\n");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Swaps the file, as a mounted volume does: it is never seen half written. */
    static void reload(String yaml) throws IOException {
        Path next = RELOADED.resolveSibling("next");
        Files.writeString(next, yaml);
        Files.move(next, RELOADED, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @param id of its answers */
    static DisposableServer upstream(String id) {
        return HttpServer.create()
                // of its own: those that all share end with whatever context ends first
                .runOn(LoopResources.create("upstream"))
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> Mono.from(answer(id, request, response, body))))
                .bindNow();
    }

    private static Publisher<Void> answer(
            String id, HttpServerRequest request, HttpServerResponse response, String body) {
        String parent = request.requestHeaders().get("traceparent");
        PARENTS.add(parent == null ? "" : parent);
        boolean stream = body.contains("\"stream\":true");
        if (request.uri().equals(BROKEN)) {
            return response.sendString(Flux.just("half").concatWith(Mono.error(new IOException("broken"))));
        }
        response.header("Content-Type", stream ? "text/event-stream" : "application/json");
        return response.sendString(Mono.just(stream ? STREAMED : ANSWERED.formatted(id)));
    }

    WebTestClient.ResponseSpec ask(String path, String body, String... headers) {
        WebTestClient.RequestBodySpec request = client().post().uri(path).contentType(MediaType.APPLICATION_JSON);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.bodyValue(body).exchange();
    }

    static String text(WebTestClient.ResponseSpec response) {
        byte[] body = response.expectBody().returnResult().getResponseBody();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }
}
