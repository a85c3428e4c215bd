package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.engine.EmbeddedCorrectorConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Where requests go is the configuration's alone to say, and not to every place that it says. The addresses here are of a link,
 * as those of metadata services are, and nobody's: should the rule fail, nobody is called.
 */
@TestPropertySource(
        properties = {
            "aligner.upstreams.allow=0.0.0.0/0",
            "aligner.routes.metadata.path=/metadata/",
            "aligner.routes.metadata.upstream=http://169.254.77.7",
            "aligner.routes.mapped.path=/mapped/",
            "aligner.routes.mapped.upstream=http://[::ffff:169.254.77.7]",
            "aligner.routes.shadow.path=/shadow/",
            "aligner.routes.shadow.shadow=async",
            "aligner.routes.shadow.upstream=http://169.254.77.8",
            "aligner.routes.main.path=/"
        })
class UpstreamAddressHttpTest extends HttpTestBase {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";
    private static final LinkedBlockingQueue<String> SEEN = new LinkedBlockingQueue<>();

    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .handle((request, response) -> {
                SEEN.add(request.method() + " " + request.uri());
                return request.uri().startsWith("/moved")
                        ? response.status(307).header("Location", "/v1/secret").send()
                        : response.sendString(Mono.just("here"));
            })
            .bindNow();

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        registry.add("aligner.routes.main.upstream", () -> "http://localhost:" + UPSTREAM.port());
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata", "mapped", "shadow"})
    void whereCloudsKeepTheirKeysIsNeverCalledWhateverIsAllowed(String route) {
        for (String path : new String[] {"/chat/completions", "/latest/meta-data"}) {
            client().post()
                    .uri("/" + route + path)
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(CHAT)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(502)
                    .expectHeader()
                    .valueEquals("x-should-retry", "false");
        }
    }

    @Test
    void aWebSocketIsNotJoinedToSuchAPlaceEither() {
        Mono<Void> joined = new ReactorNettyWebSocketClient()
                .execute(URI.create("ws://localhost:" + port + "/metadata/socket"), WebSocketSession::close);
        joined.onErrorComplete().block(Duration.ofSeconds(20));
        assertThat(SEEN).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/moved/chat/completions", "/moved/else"})
    void aRedirectIsTheClientsToFollow(String path) {
        client().post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(CHAT)
                .exchange()
                .expectStatus()
                .isEqualTo(307)
                .expectHeader()
                .valueEquals("Location", "/v1/secret");
        assertThat(SEEN).containsExactly("POST " + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example/a",
                "/a@evil.example/b",
                "http://evil.example/a",
                "/\\\\evil.example/a",
                "/%40evil.example/%2e%2e/a"
            })
    void aRequestCannotNameAnotherHost(String target) throws IOException {
        String answer = raw("GET " + target + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 ");
        // refused as it is, or sent to the one upstream
        assertThat(answer.startsWith("HTTP/1.1 200 ") || answer.startsWith("HTTP/1.1 400 "))
                .as(answer)
                .isTrue();
        assertThat(SEEN.size()).isEqualTo(answer.startsWith("HTTP/1.1 200 ") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@evil.example/a", ".evil.example/a", ":80@evil.example/a", "evil.example:80"})
    void aTargetThatIsNoPathReachesNobody(String target) throws IOException {
        String answer = raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1\\.1 (400|404|200) .*");
        assertThat(SEEN).allMatch(seen -> seen.startsWith("GET /"));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theServerOfTheModelObeysTheSameRule() {
        Map<String, String> configured = Map.of(
                "aligner.model.path", "../models/smollm2-135m-instruct",
                "aligner.model.remote.url", "http://169.254.77.7/v1",
                "aligner.model.remote.margin", "none",
                "aligner.model.remote.start-timeout", "1ms");
        AlignerProperties properties = new Binder(new MapConfigurationPropertySource(configured))
                .bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
        assertThatThrownBy(() -> EmbeddedCorrectorConfiguration.load(properties))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("RefusedAddressException");
    }
}
