package dev.aligner.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.spark.FakeCompletions;
import dev.aligner.spark.FakeService;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void whoeverIsKilledMidwayLosesNoRowAndDoublesNone() throws Exception {
        Files.createDirectories(folder.resolve("spark/jars"));
        try (Daemon master =
                daemon("master", "deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")) {
            String url = master.says(Pattern.compile("Starting Spark master at (spark://\\S+)"));
            try (FakeCompletions server = new FakeCompletions();
                    Daemon first = worker("first", url);
                    Daemon second = worker("second", url, gpus(server.port()))) {
                first.says(Pattern.compile("Successfully registered with master"));
                second.says(Pattern.compile("Successfully registered with master"));

                goOnWhereADriverHasDied(url);
                correctWhileOneDies(url, first);
                correctWithAModelThatSparkBrings(url);
                correctOnTheGpuThatSparkGives(url, server);
            }
        }
    }

    private void goOnWhereADriverHasDied(String master) throws Exception {
        Path in = rows("in.jsonl");
        String[] small = {"--slots", "4", "--partition-tokens", "1200", "--chunk-partitions", "2"};
        Gate gate = new Gate(ROWS / 4);
        try (FakeService service = new FakeService(gate);
                Daemon driver = submit(master, in, "again", asking(service, small))) {
            assertThat(gate.holdsTwo(driver.end())).as(driver::text).isTrue();
            driver.kill();
            gate.open();
        }
        Set<String> committed = committed("again");
        assertThat(committed).as("chunks that it had committed").isNotEmpty();

        try (FakeService service = new FakeService();
                Daemon driver = submit(master, in, "again", asking(service, small, "--resume"))) {
            assertThat(driver.exitCode()).as(driver::text).isZero();
            assertThat(service.asked().stream().map(FakeService.Asked::answer))
                    .hasSize(ROWS - committed.size())
                    .doesNotContainAnyElementsOf(committed);
        }
        checkEachOnce("again");
    }

    private static String[] asking(FakeService service, String[] options, String... more) {
        return Stream.of(Stream.of("--service", service.url()), Stream.of(options), Stream.of(more))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    /** Answers of the chunks that need not be corrected again. */
    private Set<String> committed(String output) throws IOException {
        Set<String> answers = new HashSet<>();
        try (Stream<Path> chunks = Files.list(folder.resolve(output).resolve("_aligner/corrections"))) {
            for (Path chunk : chunks.filter(each -> Files.exists(each.resolve("_SUCCESS")))
                    .collect(Collectors.toList())) {
                answers.addAll(ParquetAnswers.of(chunk));
            }
        }
        return answers;
    }

    private void correctWhileOneDies(String master, Daemon dying) throws Exception {
        Path in = rows("in.jsonl");
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
        checkEachOnce("out");
        assertThat(lines("out/pairs")).hasSize(ROWS / 3);
    }

    private Path rows(String name) throws IOException {
        return Files.write(
                folder.resolve(name),
                IntStream.range(0, ROWS)
                        .mapToObj(row ->
                                "{\"id\": " + row + ", \"question\": \"Why?\", \"answer\": \"" + answer(row) + "\"}")
                        .toList());
    }

    private void checkEachOnce(String output) throws IOException {
        Map<Integer, JsonNode> written = written(output + "/corrections");
        assertThat(written.keySet())
                .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
        written.forEach((row, line) ->
                assertThat(line.path("correction").asString()).isEqualTo(FakeService.corrected(answer(row))));
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

    /** No machine of the tests has a GPU: what the worker takes for one has the port of a server for its address. */
    private void correctOnTheGpuThatSparkGives(String master, FakeCompletions server) throws Exception {
        Path in = Files.writeString(folder.resolve("two.jsonl"), """
                {"id": 0, "question": "Why?", "answer": "Row 0 is bad."}
                {"id": 1, "question": "Why?", "answer": "Row 1 is fine."}
                """);
        try (Daemon driver = submit(
                master,
                List.of(
                        "--conf",
                        "spark.executor.resource.gpu.amount=1",
                        "--conf",
                        "spark.task.resource.gpu.amount=0.25"),
                in,
                "two",
                "--model",
                TINY.toAbsolutePath().toString(),
                "--context-tokens",
                "256",
                "--remote",
                "http://127.0.0.1:{gpu}/v1",
                "--prompts",
                "text")) {
            assertThat(driver.exitCode()).as(driver::text).isZero();
        }
        assertThat(server.asked()).containsExactlyInAnyOrder("Row 0 is bad.", "Row 1 is fine.");
        assertThat(written("two/corrections").values())
                .extracting(line -> line.path("correction").asString())
                .containsExactly("Row 0 is good.", "Row 1 is fine.");
    }

    /** Properties of a worker that finds one GPU. */
    private String[] gpus(int address) throws IOException {
        Path script = Files.writeString(
                folder.resolve("gpus.sh"),
                "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + address + "\"]}'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new String[] {
            "-Dspark.worker.resource.gpu.amount=1", "-Dspark.worker.resource.gpu.discoveryScript=" + script
        };
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
        return Daemon.start(name, folder.resolve("spark"), List.of(), "org.apache.spark." + main, List.of(arguments));
    }

    private Daemon worker(String name, String master, String... properties) throws IOException {
        List<String> arguments = List.of(
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
        return Daemon.start(
                name, folder.resolve("spark"), List.of(properties), "org.apache.spark.deploy.worker.Worker", arguments);
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
