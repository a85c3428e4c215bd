package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chart's init container runs, run by {@code sh} with its environment, against a server of files. */
class DownloadScriptTest {
    private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path disk;

    private HttpServer server;
    private Path served;
    private Path models;

    @BeforeEach
    void serve() throws IOException {
        served = Files.createDirectory(disk.resolve("served"));
        models = Files.createDirectory(disk.resolve("models"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Path file = served.resolve(exchange.getRequestURI().getPath().substring(1));
            if (Files.exists(file)) {
                exchange.sendResponseHeaders(200, Files.size(file));
                exchange.getResponseBody().write(Files.readAllBytes(file));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String sha256(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    /** Its exit code. */
    private int download(String path, String sha256) throws IOException, InterruptedException {
        List<YamlNode> objects = Chart.aligner()
                .render(
                        Chart.NEWEST,
                        Map.of(
                                "model.source",
                                "initContainer",
                                "model.path",
                                models.toString(),
                                "model.sha256",
                                sha256,
                                "model.initContainer.url",
                                "http://127.0.0.1:" + server.getAddress().getPort() + path));
        YamlNode container = Chart.only(objects, "Deployment")
                .at("spec", "template", "spec", "initContainers")
                .named("aligner-model");
        List<String> command = new ArrayList<>(container.at("command").texts());
        command.addAll(container.at("args").texts());
        return run(command, container.at("env").elements());
    }

    private int run(List<String> command, List<YamlNode> variables) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(disk.resolve("said").toFile());
        String path = builder.environment().get("PATH");
        // whatever else is set here, a proxy for example, is not set there
        builder.environment().clear();
        builder.environment().put("PATH", path);
        variables.forEach(variable -> builder.environment()
                .put(variable.at("name").text(), variable.at("value").text()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> there() throws IOException {
        try (Stream<Path> files = Files.list(models)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatHasItsDigestLiesThereUnderItsNameWhateverTheAddressSaysBehindIt() throws Exception {
        Files.write(served.resolve("m.gguf"), WEIGHTS);

        assertThat(download("/m.gguf?signature=a%2Fb&name=other.tar.gz", sha256(WEIGHTS)))
                .as(said())
                .isZero();

        assertThat(there()).containsExactly("m.gguf");
        assertThat(models.resolve("m.gguf")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void anArchiveIsUnpacked() throws Exception {
        Files.createDirectory(disk.resolve("packed"));
        Files.write(disk.resolve("packed/model.safetensors"), WEIGHTS);
        Path archive = served.resolve("m.tar.gz");
        assertThat(run(
                        List.of(
                                "tar",
                                "-czf",
                                archive.toString(),
                                "-C",
                                disk.resolve("packed").toString(),
                                "."),
                        List.of()))
                .isZero();

        assertThat(download("/m.tar.gz?token=t", sha256(Files.readAllBytes(archive))))
                .as(said())
                .isZero();

        assertThat(there()).containsExactly("model.safetensors");
        assertThat(models.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void whatHasAnotherDigestIsNotUsed() throws Exception {
        Files.write(served.resolve("m.gguf"), WEIGHTS);

        assertThat(download("/m.gguf", sha256(new byte[] {1}))).isNotZero();
        assertThat(said()).contains("FAILED");
        assertThat(there()).doesNotContain("m.gguf");

        // and what it left is in nobody's way
        assertThat(download("/m.gguf", sha256(WEIGHTS))).as(said()).isZero();
        assertThat(there()).containsExactly("m.gguf");
    }

    @Test
    void whatIsNotThereEndsIt() throws Exception {
        assertThat(download("/nothing.gguf", sha256(WEIGHTS))).isNotZero();
        assertThat(said()).contains("404");
        assertThat(there()).doesNotContain("nothing.gguf");
    }

    private String said() throws IOException {
        Path said = disk.resolve("said");
        return Files.exists(said) ? Files.readString(said) : "";
    }
}
