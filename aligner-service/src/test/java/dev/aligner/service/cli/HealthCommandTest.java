package dev.aligner.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HealthCommandTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        Terminal terminal = Terminal.of(InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, false);
        return new CommandLineTool(
                        properties -> {
                            throw new AssertionError("nothing is loaded");
                        },
                        properties -> {
                            throw new AssertionError("nothing is looked at");
                        },
                        (properties, file) -> {
                            throw new AssertionError("not asked for");
                        },
                        terminal)
                .run(arguments);
    }

    private int against(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            exchange.getResponseHeaders().add("location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return run("health", "http://127.0.0.1:" + server.getAddress().getPort() + "/readyz");
        } finally {
            server.stop(0);
        }
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void readyIsAnAnswerOf200() throws IOException {
        assertThat(CommandLineTool.accepts(new String[] {"health"})).isTrue();
        assertThat(against(200)).isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void anythingElseIsNot() throws IOException {
        assertThat(against(503)).isEqualTo(1);
        assertThat(err()).isEqualToIgnoringNewLines("not ready: 503");
        assertThat(against(302)).isEqualTo(1);
    }

    @Test
    void norIsSilence() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(run("health", "http://127.0.0.1:" + closed + "/readyz")).isEqualTo(1);
        assertThat(err()).startsWith("no answer: ");
    }

    @Test
    void anAddressThatIsNoneIsAnArgumentsFault() {
        assertThat(run("health", "readyz")).isEqualTo(2);
        assertThat(run("health", "file:///etc/hosts")).isEqualTo(2);
        assertThat(err()).contains("URL: readyz (expected: http://…)");
    }
}
