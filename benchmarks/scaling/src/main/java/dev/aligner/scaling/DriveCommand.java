package dev.aligner.scaling;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends texts to a running service at times that do not wait for it, and writes down what came back. */
@Command(
        name = "drive",
        mixinStandardHelpOptions = true,
        description = "Sends texts to a service at random times and writes down what it did.")
final class DriveCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            description = "the service; default ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private URI url;

    @Option(names = "--texts", required = true, description = "JSON lines with question and answer")
    @SuppressWarnings("NullAway.Init")
    private List<Path> texts;

    @Option(names = "--rate", defaultValue = "2", description = "requests a second on average")
    private double rate;

    @Option(names = "--burst", defaultValue = "1", description = "1 for independent requests, more for bursts")
    private double burst;

    @Option(names = "--requests", defaultValue = "100", description = "how many")
    private int requests;

    @Option(names = "--seed", defaultValue = "1", description = "of the times and of the texts' order")
    private long seed;

    @Option(names = "--out", required = true, description = "file for what was seen, JSON lines")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Random random = new Random(seed);
        List<JsonNode> bodies = bodies();
        Collections.shuffle(bodies, random);
        long[] times = new Arrivals(rate, burst).times(requests, random);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<Observed>> sent = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            for (long wait; (wait = began + times[i] - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(wait);
            }
            sent.add(send(client, bodies.get(i % bodies.size()), i, began));
        }
        List<Observed> seen = sent.stream().map(CompletableFuture::join).toList();
        Observed.write(out, seen);
        spec.commandLine().getOut().println(seen.size() + " corrections in " + out);
        return 0;
    }

    private List<JsonNode> bodies() throws IOException {
        List<JsonNode> bodies = new ArrayList<>();
        for (Path file : texts) {
            for (String line : Files.readAllLines(file)) {
                bodies.add(JSON.readTree(line));
            }
        }
        return bodies;
    }

    private CompletableFuture<Observed> send(HttpClient client, JsonNode text, int number, long began) {
        String answer = text.get("answer").asString();
        // a number of its own at its head, or a text that comes again would be found in a slot
        Map<String, Object> body = Map.of(
                "question", number + ": " + text.get("question").asString(), "answer", answer, "timeout_ms", 120_000);
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/v1/corrections"))
                .header("content-type", "application/json")
                .timeout(Duration.ofMinutes(3))
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        long started = System.nanoTime();
        return client.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> observed(response, answer, started - began, System.nanoTime() - started));
    }

    private static Observed observed(HttpResponse<String> response, String answer, long arrival, long took) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("service: status " + response.statusCode() + " (expected: 200)");
        }
        JsonNode result = JSON.readTree(response.body());
        JsonNode usage = result.get("usage");
        return new Observed(
                arrival,
                answer,
                result.get("correction").asString(),
                usage.get("prompt_tokens").asInt(),
                usage.get("cached_prompt_tokens").asInt(),
                usage.get("completion_tokens").asInt(),
                took / 1e6,
                result.get("timings").get("total_ms").asDouble());
    }
}
