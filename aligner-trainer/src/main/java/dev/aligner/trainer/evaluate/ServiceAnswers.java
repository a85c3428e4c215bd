package dev.aligner.trainer.evaluate;

import dev.aligner.trainer.data.QuestionJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A running service, asked over its batch endpoint, greedy. */
final class ServiceAnswers implements AnswerCorrector {
    /** Lines of one request: a broken connection loses no more than these. */
    private static final int LINES = 256;

    /** Of one line, counted by the service from when it takes the line; its own standard is too short for a full queue. */
    private static final Duration LINE_TIMEOUT = Duration.ofMinutes(5);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI service;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param service its root, for example {@code http://localhost:8080} */
    ServiceAnswers(URI service) {
        this.service = URI.create(service.toString().replaceFirst("/+$", ""));
    }

    /** The models that it serves, with their digests: the address says nothing. */
    @Override
    public String identity() {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/v1/models"))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode model = JSON.readTree(response.body()).path("data").path(0);
            if (response.statusCode() != 200 || !model.path("id").isString()) {
                throw new UncheckedIOException(new IOException(
                        service + ": HTTP " + response.statusCode() + " for /v1/models (expected: its models)"));
            }
            return "service, model " + model.path("id").asString() + ", "
                    + model.path("aligner").path("precision").asString("") + ", "
                    + model.path("aligner").path("digest").asString("");
        } catch (IOException | JacksonException e) {
            throw new UncheckedIOException(new IOException(service + ": not reachable: " + e.getMessage(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(service + ": interrupted", e));
        }
    }

    @Override
    public void correct(List<Case> cases, Outputs outputs) {
        for (int from = 0; from < cases.size(); from += LINES) {
            batch(cases.subList(from, Math.min(cases.size(), from + LINES)), outputs);
        }
    }

    private void batch(List<Case> cases, Outputs outputs) {
        Map<String, Case> open = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        for (Case one : cases) {
            open.put(one.key(), one);
            body.append(line(one)).append('\n');
        }
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/v1/corrections:batch"))
                .header("content-type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        String missing = "no result line";
        try {
            HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                missing = "HTTP " + response.statusCode();
            }
            try (Stream<String> lines = response.body()) {
                for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                    result(each.next(), open, outputs);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            missing = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            missing = "interrupted";
        }
        for (Case one : open.values()) {
            outputs.failed(one, missing);
        }
    }

    private static String line(Case one) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", one.key());
        QuestionJson.write(one.question(), line);
        line.put("answer", one.answer());
        if (one.instruction() != null) {
            line.put("instruction", one.instruction());
        }
        line.put("timeout_ms", LINE_TIMEOUT.toMillis());
        return JSON.writeValueAsString(line);
    }

    private static void result(String text, Map<String, Case> open, Outputs outputs) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JacksonException e) {
            return; // an error body that is not JSON: its lines are reported as missing
        }
        Case one = open.get(line.path("id").asString(""));
        if (one == null) {
            return;
        }
        open.remove(one.key());
        JsonNode correction = line.path("correction");
        if (correction.isString()) {
            outputs.corrected(
                    one,
                    new Output(
                            correction.asString(),
                            text(line.path("action")),
                            text(line.path("reason")),
                            line.path("margin").isNumber() ? line.path("margin").asDouble() : null));
        } else {
            outputs.failed(one, line.path("error").toString());
        }
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.asString() : null;
    }

    @Override
    public void close() {}
}
