package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.host.CorrectorHost;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

/** The first moments of a shutdown: connections are there still, and requests are under way. */
@DirtiesContext
class DrainHttpTest extends HttpTestBase {
    private static final CountDownLatch ASKED = new CountDownLatch(1);
    private static final Sinks.One<String> ANSWERED = Sinks.one();
    private static final LoopResources LOOPS = LoopResources.create("drain-upstream");
    private static final DisposableServer UPSTREAM = HttpServer.create()
            .runOn(LOOPS)
            .port(0)
            .handle((request, response) -> {
                ASKED.countDown();
                return response.header("Content-Type", "application/json").sendString(ANSWERED.asMono());
            })
            .bindNow();

    @Autowired
    private CorrectorHost host;

    @DynamicPropertySource
    static void route(DynamicPropertyRegistry registry) {
        registry.add("aligner.routes.main.upstream", () -> "http://localhost:" + UPSTREAM.port());
        registry.add("aligner.routes.main.path", () -> "/v1/chat/");
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
        LOOPS.dispose();
    }

    @Test
    void whatIsUnderWayIsCorrectedToItsEndAndWhatComesIsTurnedAway() throws Exception {
        CompletableFuture<HttpResponse<String>> underWay = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/chat/completions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(SeenUpstream.CHAT))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(ASKED.await(10, TimeUnit.SECONDS)).isTrue();

        host.drain();

        problem(turnedAway(post(body(""))), 503, "draining");
        JsonNode error = json(turnedAway(client().post()
                .uri("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .bodyValue(SeenUpstream.CHAT)
                .exchange()));
        assertThat(error.at("/error/code").stringValue()).isEqualTo("draining");
        client().get().uri("/livez").exchange().expectStatus().isOk();
        client().get().uri("/readyz").exchange().expectStatus().isEqualTo(503);

        ANSWERED.tryEmitValue(
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"A damn key\"},"
                        + "\"finish_reason\":\"stop\"}]}");
        HttpResponse<String> answer = underWay.get(10, TimeUnit.SECONDS);
        assertThat(answer.headers().firstValue("x-aligner-action")).contains("CORRECTED");
        assertThat(answer.body()).contains("\"A key\"");
    }

    private static WebTestClient.ResponseSpec turnedAway(WebTestClient.ResponseSpec response) {
        return response.expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After")
                .expectHeader()
                .valueEquals("Connection", "close");
    }
}
