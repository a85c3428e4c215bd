package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.netty.http.server.HttpServer;

/** Upstreams that ask for certificates, whose routes name a bundle. */
@DirtiesContext
class UpstreamTlsTest extends HttpTestBase {
    private static final TestCertificates FIRST = new TestCertificates("CN=First");
    private static final TestCertificates SECOND = new TestCertificates("CN=Second");
    private static final SeenUpstream OLD = upstream(FIRST, "localhost");
    private static final SeenUpstream NEW = upstream(SECOND, "localhost");
    private static final SeenUpstream MISNAMED = upstream(FIRST, "elsewhere.example.org");

    @TempDir
    static Path folder;

    private static SeenUpstream upstream(TestCertificates authority, String host) {
        try {
            SslContext context = SslContextBuilder.forServer(
                            TestCertificates.keyManagers(authority.sign("CN=upstream", host)))
                    .trustManager(authority.trustManagers())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
            return new SeenUpstream(HttpServer.create().secure(tls -> tls.sslContext(context)));
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) {
        trusts(FIRST);
        String bundle = "spring.ssl.bundle.pem.up.";
        registry.add(bundle + "keystore.certificate", () -> "file:" + folder.resolve("client.pem"));
        registry.add(bundle + "keystore.private-key", () -> "file:" + folder.resolve("client.key"));
        registry.add(bundle + "truststore.certificate", () -> "file:" + folder.resolve("authority.pem"));
        registry.add(bundle + "reload-on-update", () -> "true");
        registry.add("spring.ssl.bundle.watch.file.quiet-period", () -> "50ms");
        Map.of("old", OLD, "new", NEW, "misnamed", MISNAMED).forEach((name, upstream) -> {
            registry.add("aligner.routes." + name + ".upstream", () -> "https://localhost:" + upstream.port());
            registry.add("aligner.routes." + name + ".path", () -> "/" + name + "/");
            registry.add("aligner.routes." + name + ".ssl-bundle", () -> "up");
            registry.add("aligner.routes." + name + ".call.attempts", () -> "1");
        });
        registry.add("aligner.routes.bare.upstream", () -> "https://localhost:" + OLD.port());
        registry.add("aligner.routes.bare.path", () -> "/bare/");
    }

    private static void trusts(TestCertificates authority) {
        authority.sign("CN=aligner", "client").write(folder.resolve("client.pem"), folder.resolve("client.key"));
        authority.writeAuthority(folder.resolve("authority.pem"));
    }

    @AfterAll
    static void stop() {
        OLD.stop();
        NEW.stop();
        MISNAMED.stop();
    }

    private int status(String path) {
        return client().post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(SeenUpstream.CHAT)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    @Test
    void aRouteTrustsAndShowsWhatItsBundleSaysAndAnotherWhenThatHasChanged() {
        assertThat(status("/old/v1/chat/completions")).isEqualTo(200);
        assertThat(status("/new/v1/chat/completions")).isEqualTo(502);
        assertThat(status("/misnamed/v1/chat/completions"))
                .as("a name that is not the host's")
                .isEqualTo(502);
        assertThat(status("/bare/v1/chat/completions")).as("without the bundle").isEqualTo(502);
        assertThat(MISNAMED.sawNothing() && NEW.sawNothing()).isTrue();

        trusts(SECOND);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(status("/new/v1/chat/completions")).isEqualTo(200));
        assertThat(status("/old/v1/chat/completions")).isEqualTo(502);
    }

    @Test
    void aBundleThatIsNotThereStopsTheStart() {
        assertThat(FailedStart.of(Map.of(
                        "aligner.routes.r.upstream", "https://localhost:1", "aligner.routes.r.ssl-bundle", "nobody")))
                .contains("nobody");
        assertThat(FailedStart.of(
                        Map.of("aligner.routes.r.upstream", "http://localhost:1", "aligner.routes.r.ssl-bundle", "up")))
                .contains("aligner.routes.*.ssl-bundle: blank, or beside http://");
    }
}
