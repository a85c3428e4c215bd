package dev.aligner.service;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An engine API of ours as llama.cpp's server has it: with its names, without what it does not know, which is refused here
 * so that it is noticed.
 */
final class LlamaCppServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> FIELDS = Set.of(
            "model",
            "prompt",
            "max_tokens",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "repeat_penalty",
            "frequency_penalty",
            "seed",
            "stop",
            "stream");

    private final LoopResources loops = LoopResources.create("llama-cpp", 1, true);
    private final ConnectionProvider connections = ConnectionProvider.create("llama-cpp");
    private final HttpClient engine;
    private final DisposableServer server;

    /** @param port of the service whose engine computes */
    LlamaCppServer(int port) {
        engine = HttpClient.create(connections).runOn(loops).baseUrl("http://127.0.0.1:" + port + "/engine/v1");
        server = HttpServer.create()
                .port(0)
                .runOn(loops)
                .route(routes -> routes.get(
                                "/v1/models",
                                (request, response) -> engine.get()
                                        .uri("/models")
                                        .response((answer, content) -> answered(answer, content, response)))
                        .post(
                                "/v1/completions",
                                (request, response) -> request.receive()
                                        .aggregate()
                                        .asString()
                                        .flatMap(body -> complete(JSON.readTree(body), response))))
                .bindNow();
    }

    String url() {
        return "http://127.0.0.1:" + server.port() + "/v1";
    }

    private Mono<Void> complete(JsonNode body, HttpServerResponse response) {
        Map<String, Object> asked = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                return response.status(422).send();
            }
            asked.put(
                    field.getKey().equals("repeat_penalty") ? "repetition_penalty" : field.getKey(), field.getValue());
        }
        return engine.headers(headers -> headers.set("Content-Type", "application/json"))
                .post()
                .uri("/completions")
                .send(ByteBufFlux.fromString(Mono.just(JSON.writeValueAsString(asked))))
                .response((answer, content) -> answered(answer, content, response))
                .then();
    }

    private static Publisher<Void> answered(
            HttpClientResponse answer, ByteBufFlux content, HttpServerResponse response) {
        for (String header : Set.of("Content-Type", "Retry-After")) {
            String value = answer.responseHeaders().get(header);
            if (value != null) {
                response.header(header, value);
            }
        }
        return response.status(answer.status()).send(content.retain(), piece -> true);
    }

    @Override
    public void close() {
        server.disposeNow();
        connections.dispose();
        loops.dispose();
    }
}
