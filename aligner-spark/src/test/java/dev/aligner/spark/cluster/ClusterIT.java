package dev.aligner.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.spark.FakeService;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The jar as people submit it, on a real standalone cluster: a master and two workers of one core each, every one a process,
 * on the loopback.
 */
@Timeout(1200)
class ClusterIT {
    private static final int ROWS = 240;
    private static final Path TINY = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    @Test
    void aWorkerThatIsKilledMidwayLosesNoRowAndDoublesNone() throws Exception {
        Files.createDirectories(folder.resolve("spark/jars"));
        try (Daemon master =
                daemon("master", "deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")) {
            String url = master.says(Pattern.compile("Starting Spark master at (spark://\\S+)"));
            try (Daemon first = worker("first", url);
                    Daemon second = worker("second", url)) {
                first.says(Pattern.compile("Successfully registered with master"));
                second.says(Pattern.compile("Successfully registered with master"));

                correctWhileOneDies(url, first);
                correctWithAModelThatSparkBrings(url);
            }
        }
    }

    private void correctWhileOneDies(String master, Daemon dying) throws Exception {
        Path in = Files.write(
                folder.resolve("in.jsonl"),
                IntStream.range(0, ROWS)
                        .mapToObj(row ->
                                "{\"id\": " + row + ", \"question\": \"Why?\", \"answer\": \"" + answer(row) + "\"}")
                        .toList());
        Gate gate = new Gate(ROWS / 4);
        try (FakeService service = new FakeService(gate);
                Daemon driver = submit(
                        master,
                        in,
                        "out",
                        "--service",
                        service.url(),
                        "--slots",
                        "4",
                        "--partition-tokens",
                        "3000",
                        "--chunk-partitions",
                        "6",
                        "--pairs")) {
            assertThat(gate.holdsTwo(driver.end())).as(driver::text).isTrue();

            dying.kill();
            gate.open();

            assertThat(driver.exitCode()).as(driver::text).isZero();
            // what the dead one had under way was done again: it was in the middle of it
            assertThat(service.asked()).hasSizeGreaterThan(ROWS);
        }
        Map<Integer, JsonNode> written = written("out/corrections");
        assertThat(written.keySet())
                .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
        written.forEach((row, line) ->
                assertThat(line.path("correction").asString()).isEqualTo(FakeService.corrected(answer(row))));
        assertThat(lines("out/pairs")).hasSize(ROWS / 3);
    }

    private void correctWithAModelThatSparkBrings(String master) throws Exception {
        Path in = Files.write(
                folder.resolve("few.jsonl"),
                IntStream.range(0, 8)
                        .mapToObj(row -> "{\"id\": " + row + ", \"question\": \"Why?\", \"answer\": \"Spider " + row
                                + " has legs.\"}")
                        .toList());
        Path archive = zipped(TINY, folder.resolve("tiny.zip"));
        try (Daemon driver = submit(
                master,
                List.of("--archives", archive + "#tiny"),
                in,
                "few",
                "--model",
                "tiny",
                "--context-tokens",
                "256")) {
            assertThat(driver.exitCode()).as(driver::text).isZero();
        }
        Map<Integer, JsonNode> written = written("few/corrections");
        assertThat(written).hasSize(8);
        assertThat(written.values()).allSatisfy(line -> {
            assertThat(line.path("model_digest").asString()).hasSize(64);
            assertThat(line.path("action").asString()).isIn("NONE", "CORRECTED", "BYPASSED");
            assertThat(line.path("failure").isNull()).isTrue();
        });
    }

    /** No Spark has the classes that a server is asked with: the jar has them, under names of its own. */
    @Test
    void aServerElsewhereIsAskedWithWhatTheJarBrings() throws Exception {
        Files.createDirectories(folder.resolve("spark/jars"));
        Path in = Files.writeString(folder.resolve("one.jsonl"), "{\"question\": \"Why?\", \"answer\": \"So.\"}");
        try (FakeService server = new FakeService();
                Daemon driver = submit(
                        "local[1]",
                        in,
                        "one",
                        "--model",
                        TINY.toAbsolutePath().toString(),
                        "--context-tokens",
                        "256",
                        "--remote",
                        server.url() + "/v1",
                        "--remote-model",
                        "another")) {
            assertThat(driver.exitCode()).as(driver::text).isEqualTo(1);
            assertThat(driver.text()).contains("model: \"another\" (expected: one of [fake]");
        }
    }

    private static String answer(int row) {
        return ("Row " + row + " is " + (row % 3 == 0 ? "bad" : "fine") + ". ").repeat(1 + row / 8);
    }

    private Daemon daemon(String name, String main, String... arguments) throws IOException {
        return Daemon.start(name, folder.resolve("spark"), "org.apache.spark." + main, List.of(arguments));
    }

    private Daemon worker(String name, String master) throws IOException {
        return daemon(
                name,
                "deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                folder.resolve(name).toString(),
                master);
    }

    private Daemon submit(String master, Path in, String out, String... options) throws IOException {
        return submit(master, List.of(), in, out, options);
    }

    private Daemon submit(String master, List<String> more, Path in, String out, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--master", master));
        for (String conf : List.of(
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.ui.enabled=false",
                "spark.executor.cores=1",
                "spark.executor.memory=600m",
                "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "spark.sql.codegen.wholeStage=false")) {
            arguments.addAll(List.of("--conf", conf));
        }
        arguments.addAll(more);
        arguments.addAll(List.of(
                "target/aligner-spark.jar",
                "correct",
                "--in",
                in.toString(),
                "--out",
                folder.resolve(out).toString()));
        arguments.addAll(List.of(options));
        return daemon("driver", "deploy.SparkSubmit", arguments.toArray(String[]::new));
    }

    private Map<Integer, JsonNode> written(String output) throws IOException {
        Map<Integer, JsonNode> written = new TreeMap<>();
        for (JsonNode line : lines(output)) {
            assertThat(written.put(line.path("id").asInt(), line))
                    .as("%s, twice", line)
                    .isNull();
        }
        return written;
    }

    private List<JsonNode> lines(String output) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve(output))) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("part-"))
                    .collect(Collectors.toList())) {
                Files.readAllLines(file).forEach(line -> lines.add(JSON.readTree(line)));
            }
        }
        return lines;
    }

    private static Path zipped(Path model, Path archive) throws IOException {
        try (Stream<Path> files = Files.list(model);
                OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files.toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        return archive;
    }
}
