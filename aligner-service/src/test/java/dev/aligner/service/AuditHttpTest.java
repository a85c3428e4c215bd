package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aligner.service.cli.CommandLineTool;
import dev.aligner.service.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;

/** The log of a whole service: whichever way a correction was asked for, it has its record, which can be verified and made again. */
@TestPropertySource(
        properties = {
            "aligner.audit.content.enabled=true",
            "aligner.plugs.enabled=kong",
            "aligner.plugs.deadline.kong=60s",
            "aligner.routes.main.path=/v1/",
            "aligner.routes.main.deadline=60s",
            "aligner.routes.watched.path=/watched/",
            "aligner.routes.watched.shadow=sync",
            "aligner.routes.watched.deadline=60s"
        })
@DirtiesContext
class AuditHttpTest extends HttpTestBase {
    private static final String CHAT = "{\"model\":\"m\",%s\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";
    private static final String ANSWERED = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
            + "\"A damn key is missing.\"},\"finish_reason\":\"stop\"}]}";
    private static final String STREAMED =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A damn key is missing.\"},"
                    + "\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                    + "data: [DONE]\n\n";

    private static final DisposableServer UPSTREAM = HttpServer.create()
            .port(0)
            .handle((request, response) -> request.receive()
                    .aggregate()
                    .asString()
                    .flatMap(body -> body.contains("\"stream\":true")
                            ? response.sse().sendString(Mono.just(STREAMED)).then()
                            : response.header("Content-Type", "application/json")
                                    .sendString(Mono.just(ANSWERED))
                                    .then()))
            .bindNow();

    private static final KeysFile KEYS = new KeysFile().with("auditor", "correct proxy", "");

    @TempDir
    private static Path folder;

    private static Path log;

    @BeforeAll
    static void name() {
        log = folder.resolve("audit.jsonl");
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("aligner.audit.file", () -> folder.resolve("audit.jsonl").toString());
        registry.add("aligner.security.keys-file", KEYS::path);
        registry.add("aligner.routes.main.upstream", () -> "http://localhost:" + UPSTREAM.port());
        registry.add("aligner.routes.watched.upstream", () -> "http://localhost:" + UPSTREAM.port());
    }

    @AfterAll
    static void stop() {
        UPSTREAM.disposeNow();
    }

    private static List<JsonNode> records() throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.map(JSON::readTree).toList();
        }
    }

    /** The record of the correction that this does; one whose request has the id. */
    private JsonNode logged(String id) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> records().stream()
                                .filter(record ->
                                        id.equals(record.path("request_id").asString("")))
                                .findFirst()
                                .orElse(null),
                        record -> record != null);
    }

    private void post(String path, String type, String body, String id) {
        client().post()
                .uri(path)
                .contentType(MediaType.valueOf(type))
                .header("X-Request-Id", id)
                .header("X-Aligner-Key", KEYS.key("auditor"))
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rest||/v1/corrections|application/json|{\"question\":\"q\",\"answer\":\"A damn key is missing.\"}",
                "rest||/v1/corrections|application/json|{\"question\":\"q\",\"answer\":\"A damn key is missing.\",\"stream\":true}",
                "rest||/v1/corrections|application/x-ndjson|{\"question\":\"q\",\"answer\":\"A damn key is missing.\"}",
                "batch||/v1/corrections:batch|application/x-ndjson|{\"question\":\"q\",\"answer\":\"A damn key is missing.\"}",
                "proxy|main|/v1/chat/completions|application/json|WHOLE",
                "proxy|main|/v1/chat/completions|application/json|STREAM",
                "shadow|watched|/watched/chat/completions|application/json|WHOLE",
                "plug|kong|/integrations/kong|application/json|{\"source\":\"OUTPUT\",\"content\":\"A damn key is missing.\",\"question\":\"q\"}"
            })
    void everyWayInIsLogged(String surface, String route, String path, String type, String body) throws IOException {
        String id = "id-" + surface + "-" + (path + type + body).hashCode();
        post(
                path,
                type,
                body.replace("WHOLE", CHAT.formatted("")).replace("STREAM", CHAT.formatted("\"stream\":true,")),
                id);

        JsonNode record = logged(id);
        assertThat(record.get("surface").stringValue()).isEqualTo(surface);
        assertThat(record.get("route").isNull() ? null : record.get("route").stringValue())
                .isEqualTo(route);
        assertThat(record.get("action").stringValue()).isEqualTo("CORRECTED");
        assertThat(record.get("model_sha256").stringValue()).isEqualTo("00");
        assertThat(record.get("key").stringValue()).isEqualTo("auditor");
        assertThat(Files.readString(log)).doesNotContain(KEYS.key("auditor"));
    }

    @Test
    void itsLogIsVerifiedAndItsCorrectionsAreMadeAgain(@TempDir Path elsewhere) throws IOException {
        for (int i = 0; i < 5; i++) {
            post("/v1/corrections", "application/json", body(""), "replay-" + i);
        }
        logged("replay-4");
        // as the service goes on writing
        Path copy = Files.copy(log, elsewhere.resolve("audit.jsonl"));
        Path texts = elsewhere.resolve("audit-content.2026-01-01.jsonl");
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().contains("content")).toList()) {
                Files.write(texts, Files.readAllBytes(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }

        assertThat(run("audit", "verify", copy.toString())).startsWith("0 intact: ");
        assertThat(run("audit", "replay", copy.toString()))
                .startsWith("0 ")
                .contains(" made again and the same, 0 not the same, 0 with other texts");

        Files.writeString(texts, Files.readString(texts).replace("semicolon", "comma"));
        assertThat(run("audit", "replay", copy.toString())).startsWith("1 ").contains("its texts are not those");
        Files.delete(texts);
        assertThat(run("audit", "replay", copy.toString())).startsWith("3 ");
        Files.write(copy, new byte[] {'{'}, StandardOpenOption.APPEND);
        assertThat(run("audit", "verify", copy.toString())).startsWith("3 ").contains("cut: ");
        Files.writeString(copy, Files.readString(copy).replace("CORRECTED", "NONE"));
        assertThat(run("audit", "verify", copy.toString())).startsWith("1 ").contains("broken: ");
    }

    /** The exit code, and what was written. */
    private static String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = Terminal.of(new ByteArrayInputStream(new byte[0]), out, out, false);
        int code = new CommandLineTool(
                        properties -> new FakeCorrector(4),
                        properties -> {
                            throw new AssertionError("not asked for");
                        },
                        (properties, file) -> {
                            throw new AssertionError("not asked for");
                        },
                        terminal)
                .run(arguments);
        return code + " " + out.toString(StandardCharsets.UTF_8);
    }
}
