package dev.aligner.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.client.HttpClient;

class HttpCallsTest {
    private static final String PASSWORD = "of-a-test";

    /** The status that a call ends with. */
    private static final class Ending implements Answer {
        private final CompletableFuture<Integer> status = new CompletableFuture<>();

        @Override
        public void began(int code, String contentType, @Nullable Duration retryAfter) {
            status.complete(code);
        }

        @Override
        public void bytes(byte[] bytes) {}

        @Override
        public void ended() {}

        @Override
        public void broken(Throwable error) {
            status.completeExceptionally(error);
        }
    }

    /** A certificate for this host, as the JDK's own tool makes it. */
    private static KeyStore store(Path file, String name) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keyalg",
                        "EC",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:localhost")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static SSLContext context(@Nullable KeyStore own, KeyStore trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("trusted", trusted.getCertificate("own"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void whomToTrustIsAskedBeforeEachCall(@TempDir Path folder) throws Exception {
        KeyStore server = store(folder.resolve("server.p12"), "server");
        KeyStore other = store(folder.resolve("other.p12"), "other");
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context(server, server)));
        https.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        https.start();
        LoopThread loop = new LoopThread();
        AtomicReference<SSLContext> trusted = new AtomicReference<>(context(null, other));
        HttpCalls calls = new HttpCalls(loop, HttpClient::create, null, Duration.ofSeconds(5), trusted::get);
        try {
            URI uri = URI.create("https://localhost:" + https.getAddress().getPort() + "/");
            assertThat(status(loop, calls, uri))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(SSLHandshakeException.class);

            trusted.set(context(null, server));

            assertThat(status(loop, calls, uri).get(20, TimeUnit.SECONDS)).isEqualTo(200);
        } finally {
            calls.close();
            loop.close();
            https.stop(0);
        }
    }

    private static CompletableFuture<Integer> status(Loop loop, HttpCalls calls, URI uri) {
        Ending ending = new Ending();
        loop.execute(() -> calls.get(uri, ending));
        return ending.status;
    }
}
