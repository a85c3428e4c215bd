package dev.aligner.spark.service;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Strengths;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a service which correctors it has. */
final class ServiceModels {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private ServiceModels() {}

    /** The card of the one that serves who names none. */
    static CorrectorCard first(HttpClient client, URI root, Caller caller) {
        HttpRequest request =
                caller.request(root.resolve("v1/models")).timeout(TIMEOUT).build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode model = response.statusCode() == 200
                    ? JSON.readTree(response.body()).path("data").path(0)
                    : JSON.missingNode();
            if (!model.path("id").isString()) {
                throw AlignerException.of(
                        response.statusCode() >= 500 ? ErrorCode.NOT_READY : ErrorCode.MODEL_FILE,
                        root + ": HTTP " + response.statusCode() + " for v1/models (expected: its correctors"
                                + (response.statusCode() == 401 ? ", for the key of --api-key-file)" : ")"));
            }
            return card(model.path("id").asString(), model.path("aligner"), root);
        } catch (JacksonException e) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, root + ": no JSON for v1/models", e);
        } catch (IOException e) {
            throw AlignerException.of(ErrorCode.NOT_READY, root + ": not reachable: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AlignerException.of(ErrorCode.CANCELLED, root + ": interrupted", e);
        }
    }

    private static CorrectorCard card(String id, JsonNode details, URI root) {
        return new CorrectorCard(
                id,
                details.path("family").asString("unknown"),
                details.path("template").asString("unknown"),
                details.path("digest").asString(""),
                details.path("precision").asString("unknown"),
                root.toString(),
                details.path("context_tokens").asInt(0),
                // what it serves it says itself, to each request
                Strengths.ENDS,
                1,
                Map.of());
    }
}
