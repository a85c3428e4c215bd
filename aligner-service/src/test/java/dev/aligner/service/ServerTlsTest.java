package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service behind TLS that asks its clients for certificates, and takes them for who they are. */
@SpringBootTest(
        classes = {AlignerApplication.class, FakeCorrectorConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.ssl.bundle=web",
            "server.ssl.client-auth=need",
            "spring.ssl.bundle.pem.web.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=50ms"
        })
@DirtiesContext
class ServerTlsTest {
    private static final TestCertificates AUTHORITY = new TestCertificates("CN=Authority");
    private static final KeysFile CALLERS = new KeysFile()
            .with("by-key", "proxy", "")
            .withLine("{\"id\":\"gateway\",\"subject\":\"CN=gateway,O=Example\",\"scopes\":[\"correct\"]}");
    private static final TestCertificates.Signed GATEWAY = AUTHORITY.sign("CN=gateway,O=Example", "client");

    @TempDir
    static Path folder;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void tls(DynamicPropertyRegistry registry) {
        AUTHORITY.writeAuthority(folder.resolve("authority.pem"));
        serves(AUTHORITY.sign("CN=first", "localhost"));
        String bundle = "spring.ssl.bundle.pem.web.";
        registry.add(bundle + "keystore.certificate", () -> "file:" + folder.resolve("server.pem"));
        registry.add(bundle + "keystore.private-key", () -> "file:" + folder.resolve("server.key"));
        registry.add(bundle + "truststore.certificate", () -> "file:" + folder.resolve("authority.pem"));
        registry.add("aligner.security.keys-file", CALLERS::path);
    }

    private static void serves(TestCertificates.Signed certificate) {
        certificate.write(folder.resolve("server.pem"), folder.resolve("server.key"));
    }

    private int status(SSLContext tls, @Nullable String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v1/models"));
        if (key != null) {
            request.header("x-api-key", key);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aCertificateIsWhoItSays() throws Exception {
        assertThat(status(AUTHORITY.client(GATEWAY), null)).isEqualTo(200);
        assertThat(status(AUTHORITY.client(AUTHORITY.sign("CN=gateway", "client")), null))
                .isEqualTo(401);
    }

    @Test
    void aKeyGoesBeforeACertificate() throws Exception {
        assertThat(status(AUTHORITY.client(GATEWAY), CALLERS.key("by-key"))).isEqualTo(403);
        assertThat(status(AUTHORITY.client(GATEWAY), "alk_wrong")).isEqualTo(401);
    }

    @Test
    void whoHasNoCertificateOrAnothersIsNotLetIn() {
        assertThatThrownBy(() -> status(AUTHORITY.client(null), CALLERS.key("by-key")))
                .isInstanceOf(IOException.class);
        TestCertificates other = new TestCertificates("CN=Authority");
        assertThatThrownBy(() -> status(AUTHORITY.client(other.sign("CN=gateway,O=Example", "client")), null))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNewCertificateIsServedWithoutARestartAndOldConnectionsGoOn() throws Exception {
        HttpClient old = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(AUTHORITY.client(GATEWAY))
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v1/models"))
                .build();
        assertThat(old.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);

        serves(AUTHORITY.sign("CN=second", "localhost"));

        await().atMost(Duration.ofSeconds(20)).until(() -> served().equals("CN=second"));
        assertThat(old.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private String served() throws IOException {
        try (SSLSocket socket =
                (SSLSocket) AUTHORITY.client(GATEWAY).getSocketFactory().createSocket("localhost", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }
}
