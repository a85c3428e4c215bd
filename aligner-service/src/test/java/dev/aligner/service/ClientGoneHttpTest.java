package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/** Clients that leave at any point, while others go on. How soon everybody knows is measured by the benchmark. */
@TestPropertySource(properties = "fake.places=64")
class ClientGoneHttpTest extends HttpTestBase {
    private static final int LEAVING = 20;
    private static final int LEAVING_IN_TURN = 150;
    private static final int STAYING = 100;
    private static final String ASKED = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";

    /** Answers of the upstream's that were given up. */
    private static final Semaphore GIVEN_UP = new Semaphore(0);

    private static final Semaphore UNDER_WAY = new Semaphore(0);

    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .route(routes -> routes.post("/whole/**", (request, response) -> {
                        watch(request);
                        return response.header("Content-Type", "application/json")
                                .sendString(Flux.just("{\"choices\":[").concatWith(Mono.never()));
                    })
                    .post("/staying/**", (request, response) -> response.sendString(Mono.just("here")))
                    .post("/**", (request, response) -> {
                        watch(request);
                        return response.sse()
                                .sendString(
                                        Flux.range(0, 50)
                                                .map(i -> delta("A good line. "))
                                                .concatWith(Mono.just(delta("It lacks a damn key. And more")))
                                                .concatWith(Mono.never()),
                                        StandardCharsets.UTF_8);
                    }))
            .bindNow();

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        for (String name : List.of("window", "buffer", "off", "whole", "staying")) {
            registry.add("aligner.routes." + name + ".upstream", () -> "http://localhost:" + UPSTREAM.port());
            registry.add("aligner.routes." + name + ".path", () -> "/" + name + "/");
        }
        registry.add("aligner.routes.buffer.stream", () -> "buffer");
        registry.add("aligner.routes.off.stream", () -> "off");
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
    }

    private static void watch(HttpServerRequest request) {
        request.withConnection(connection -> connection.onDispose(GIVEN_UP::release));
        UNDER_WAY.release();
    }

    private static String delta(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    private Socket ask(String route) throws IOException {
        return send(
                "/" + route + "/v1/chat/completions", "application/json", ASKED.getBytes(StandardCharsets.US_ASCII));
    }

    /** Before the answer's head or just as it comes, in the middle of what passes, and while all of a stream is held. */
    @ParameterizedTest
    @CsvSource({"whole, 0", "off, 1500", "buffer, 0"})
    void theUpstreamOfWhoeverLeavesIsGivenUpAndNobodyElses(String route, int farthest) throws Exception {
        Random points = new Random(11);
        List<CompletableFuture<HttpResponse<String>>> staying = staying();
        drain();
        for (int i = 0; i < LEAVING_IN_TURN; i++) {
            try (Socket socket = ask(route)) {
                assertThat(UNDER_WAY.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                int bytes = farthest == 0 ? 0 : 1 + points.nextInt(farthest);
                assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
            }
        }

        assertThat(GIVEN_UP.tryAcquire(LEAVING_IN_TURN, 10, TimeUnit.SECONDS)).isTrue();
        stayed(staying);
    }

    @Test
    void upstreamAndCorrectorAreGivenUpAtWhateverPointAClientLeaves() throws Exception {
        drain();
        corrector.hold();
        List<Socket> leaving = new ArrayList<>();
        for (int i = 0; i < LEAVING; i++) {
            leaving.add(ask("window"));
            assertThat(corrector.awaitStart()).isTrue();
        }
        List<CompletableFuture<HttpResponse<String>>> staying = staying();

        for (Socket socket : leaving) {
            socket.close();
        }

        assertThat(corrector.awaitCancellations(LEAVING)).isTrue();
        assertThat(GIVEN_UP.tryAcquire(LEAVING, 10, TimeUnit.SECONDS)).isTrue();
        assertThat(corrector.load().running()).isZero();
        stayed(staying);
    }

    private static void drain() {
        GIVEN_UP.drainPermits();
        UNDER_WAY.drainPermits();
    }

    private static void stayed(List<CompletableFuture<HttpResponse<String>>> staying) throws Exception {
        for (CompletableFuture<HttpResponse<String>> other : staying) {
            assertThat(other.get(60, TimeUnit.SECONDS).body()).isEqualTo("here");
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> staying() throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
        CountDownLatch first = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < STAYING; i++) {
            all.add(client.sendAsync(
                            HttpRequest.newBuilder(
                                            URI.create("http://localhost:" + port + "/staying/v1/chat/completions"))
                                    .POST(HttpRequest.BodyPublishers.ofString(ASKED))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .whenComplete((response, error) -> first.countDown()));
        }
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        return all;
    }
}
