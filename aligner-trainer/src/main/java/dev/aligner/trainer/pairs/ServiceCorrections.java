package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.trainer.data.QuestionJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Corrections of a running service, by {@code POST /v1/corrections}. A full queue is asked again as it says. */
final class ServiceCorrections implements Corrections {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_ATTEMPTS = 60;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI base;
    private final ModelName name;

    /**
     * Asks the service what it is.
     *
     * @param base for example {@code http://localhost:8080}
     * @throws AlignerException if nothing answers there, or not as the service does
     */
    ServiceCorrections(URI base) {
        this.base = URI.create(base.toString().replaceFirst("/+$", ""));
        this.name = named();
    }

    private ModelName named() {
        URI uri = URI.create(base + "/v1/models");
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(CONNECT_TIMEOUT).build(), BodyHandlers.ofString());
            JsonNode model = JSON.readTree(response.body()).required("data").required(0);
            JsonNode digest = model.path("aligner").path("digest");
            return new ModelName(model.required("id").stringValue(), digest.isString() ? digest.stringValue() : null);
        } catch (IOException | JacksonException e) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD,
                    "service: " + uri + ": no list of models (expected: a corrector service)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AlignerException.of(ErrorCode.CANCELLED, "service: interrupted", e);
        }
    }

    @Override
    public ModelName name() {
        return name;
    }

    @Override
    public CompletableFuture<Corrected> correct(Question question, String answer, @Nullable String instruction) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        QuestionJson.write(question, body);
        body.put("answer", answer);
        if (instruction != null) {
            body.put("instruction", instruction);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/v1/corrections"))
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        return attempt(request, 1);
    }

    private CompletableFuture<Corrected> attempt(HttpRequest request, int number) {
        return client.sendAsync(request, BodyHandlers.ofString()).thenCompose(response -> {
            int status = response.statusCode();
            if ((status == 429 || status == 503) && number < MAX_ATTEMPTS) {
                long seconds =
                        response.headers().firstValueAsLong("retry-after").orElse(1);
                return CompletableFuture.supplyAsync(
                                () -> number + 1, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
                        .thenCompose(next -> attempt(request, next));
            }
            return CompletableFuture.completedFuture(corrected(response));
        });
    }

    private Corrected corrected(HttpResponse<String> response) {
        int status = response.statusCode();
        try {
            JsonNode row = JSON.readTree(response.body());
            if (status == 200) {
                JsonNode margin = row.path("margin");
                JsonNode reason = row.path("reason");
                return new Corrected(
                        row.required("correction").stringValue(),
                        row.required("edit_ratio").doubleValue(),
                        margin.isNumber() ? margin.doubleValue() : null,
                        reason.isString() ? reason.stringValue() : null);
            }
            String detail = row.path("detail").asString("");
            throw AlignerException.of(
                    status == 413
                            ? ErrorCode.TOO_LARGE
                            : status == 422 ? ErrorCode.INVALID_FIELD : ErrorCode.MODEL_FAILED,
                    String.format(Locale.ROOT, "service: %s: HTTP %d %s", base, status, detail)
                            .strip());
        } catch (JacksonException e) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED, "service: " + base + ": HTTP " + status + " without a correction", e);
        }
    }

    @Override
    public void close() {
        // the client's threads are daemons
    }
}
