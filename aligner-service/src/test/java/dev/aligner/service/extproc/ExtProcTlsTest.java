package dev.aligner.service.extproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aligner.service.AlignerApplication;
import dev.aligner.service.FailedStart;
import dev.aligner.service.FakeCorrectorConfiguration;
import dev.aligner.service.TestCertificates;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The server with a bundle: whoever shows no certificate that it vouches for is no Envoy. */
@SpringBootTest(
        classes = {AlignerApplication.class, FakeCorrectorConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "aligner.ext-proc.port=0",
            "aligner.ext-proc.ssl-bundle=envoy",
            "spring.ssl.bundle.pem.envoy.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=50ms",
            "spring.lifecycle.timeout-per-shutdown-phase=20s"
        })
@DirtiesContext
class ExtProcTlsTest {
    private static final TestCertificates AUTHORITY = new TestCertificates("CN=Authority");
    private static final TestCertificates NEXT = new TestCertificates("CN=Next");
    private static final String BUNDLE = "spring.ssl.bundle.pem.envoy.";

    @TempDir
    static Path folder;

    @Autowired
    ExtProcLifecycle server;

    @DynamicPropertySource
    static void tls(DynamicPropertyRegistry registry) {
        AUTHORITY.writeAuthority(folder.resolve("envoys.pem"));
        AUTHORITY.sign("CN=aligner", "localhost").write(folder.resolve("server.pem"), folder.resolve("server.key"));
        registry.add(BUNDLE + "keystore.certificate", () -> file("server.pem"));
        registry.add(BUNDLE + "keystore.private-key", () -> file("server.key"));
        registry.add(BUNDLE + "truststore.certificate", () -> file("envoys.pem"));
    }

    private static String file(String name) {
        return "file:" + folder.resolve(name);
    }

    private String delivered(TestCertificates.@Nullable Signed shown) throws InterruptedException, SSLException {
        SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(AUTHORITY.trustManagers());
        if (shown != null) {
            tls.keyManager(TestCertificates.keyManagers(shown));
        }
        return delivered(channel().overrideAuthority("localhost").sslContext(tls.build()));
    }

    private NettyChannelBuilder channel() {
        return NettyChannelBuilder.forAddress("127.0.0.1", server.port());
    }

    private static String delivered(NettyChannelBuilder connection) throws InterruptedException {
        ManagedChannel channel = connection.build();
        try {
            return PlayedEnvoy.deliver(
                    channel, "envoys-2", "{\"choices\":[{\"message\":{\"content\":\"A damn key.\"}}]}");
        } catch (CompletionException refused) {
            return Status.fromThrowable(refused).getCode().name();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void anEnvoyShowsItsCertificateAndNobodyElseIsServedAlsoWhenTheAuthorityHasChanged() throws Exception {
        TestCertificates.Signed envoy = AUTHORITY.sign("CN=envoy", "client");
        TestCertificates.Signed next = NEXT.sign("CN=envoy", "client");
        assertThat(delivered(envoy)).contains("A key.");
        assertThat(delivered(next)).as("of another authority").isEqualTo("UNAVAILABLE");
        assertThat(delivered((TestCertificates.Signed) null)).as("without one").isEqualTo("UNAVAILABLE");
        assertThat(delivered(channel().usePlaintext())).as("without TLS").isEqualTo("UNAVAILABLE");

        NEXT.writeAuthority(folder.resolve("envoys.pem"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(delivered(next)).contains("A key."));
        assertThat(delivered(envoy)).as("of the old authority").isEqualTo("UNAVAILABLE");
    }

    @Test
    void whatTheBundleLacksStopsTheStart() {
        assertThat(FailedStart.of(Map.of("aligner.ext-proc.port", "0", "aligner.ext-proc.ssl-bundle", "nobody")))
                .contains("nobody");
        assertThat(FailedStart.of(Map.of(
                        "aligner.ext-proc.port",
                        "0",
                        "aligner.ext-proc.ssl-bundle",
                        "bare",
                        "spring.ssl.bundle.pem.bare.keystore.certificate",
                        file("server.pem"),
                        "spring.ssl.bundle.pem.bare.keystore.private-key",
                        file("server.key"))))
                .contains("aligner.ext-proc.ssl-bundle: bare has no truststore");
    }

    @Test
    void whatIsUnderWayHasTheTimeOfTheShutdownsPhase() {
        assertThat(server.grace()).isEqualTo(Duration.ofSeconds(19));
        assertThat(ExtProcConfiguration.grace(Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(299));
        assertThat(ExtProcConfiguration.grace(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(900));
        assertThat(ExtProcConfiguration.grace(Duration.ZERO)).isEqualTo(Duration.ZERO);
    }
}
