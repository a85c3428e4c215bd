package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Correctors that come and go over HTTP, over a tiny model whose outputs are noise. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "aligner.model.path=../aligner-engine/src/test/resources/models/llama-f32-tied",
            "aligner.model.id=tiny",
            "aligner.model.precision=float32",
            "aligner.engine.context-tokens=256",
            "aligner.engine.slots=2",
            "aligner.admin.adapters=../aligner-engine/src/test/resources/adapters"
        })
@DirtiesContext
class AdminHttpTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final KeysFile KEYS =
            new KeysFile().with("admin", "admin correct", "").with("user", "correct", "");

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry registry) {
        registry.add("aligner.security.keys-file", KEYS::path);
    }

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> client("user")
                        .get()
                        .uri("/readyz")
                        .exchange()
                        .returnResult(Void.class)
                        .getStatus()
                        .is2xxSuccessful());
    }

    private WebTestClient client(String id) {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(60))
                .defaultHeader("x-api-key", KEYS.key(id))
                .build();
    }

    private WebTestClient.ResponseSpec add(String id, String body) {
        return client(id)
                .post()
                .uri("/admin/correctors")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private WebTestClient.ResponseSpec correct(String model) {
        return client("user")
                .post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"question\":\"q\",\"answer\":\"an answer\",\"model\":\"" + model
                        + "\",\"sampling\":{\"max_tokens\":4}}")
                .exchange();
    }

    private static JsonNode json(WebTestClient.ResponseSpec response) {
        byte[] body = response.expectBody().returnResult().getResponseBody();
        return JSON.readTree(body == null ? new byte[0] : body);
    }

    private static List<String> ids(JsonNode list) {
        return list.get("correctors")
                .valueStream()
                .map(one -> one.get("id").stringValue())
                .toList();
    }

    private static void refused(WebTestClient.ResponseSpec response, String begin) {
        response.expectStatus().isEqualTo(422);
        assertThat(json(response).get("detail").stringValue()).startsWith(begin);
    }

    @Test
    void oneIsAddedUsedAndRemovedWhileTheServiceServes() {
        WebTestClient.ResponseSpec added = add("admin", "{\"id\":\"side\",\"path\":\"list-f32\"}");
        added.expectStatus().isCreated();
        assertThat(ids(json(added))).containsExactly("tiny", "side");
        correct("side").expectStatus().isOk();
        refused(add("admin", "{\"id\":\"side\",\"path\":\"list-f32\"}"), "id: loaded already");

        client("admin")
                .delete()
                .uri("/admin/correctors/side")
                .exchange()
                .expectStatus()
                .isNoContent();

        correct("side").expectStatus().isNotFound();
        correct("tiny").expectStatus().isOk();
        JsonNode left = json(client("admin").get().uri("/admin/correctors").exchange());
        assertThat(ids(left)).containsExactly("tiny");
        client("admin")
                .delete()
                .uri("/admin/correctors/side")
                .exchange()
                .expectStatus()
                .isNotFound();
        client("admin")
                .delete()
                .uri("/admin/correctors/tiny")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void whatIsNoAdapterBelowTheFolderIsRefused() {
        refused(add("admin", "{\"id\":\"a\",\"path\":\"../models/llama-f32-tied\"}"), "path: no such directory");
        refused(add("admin", "{\"id\":\"a\",\"path\":\"" + Path.of("/etc") + "\"}"), "path: no such directory");
        refused(add("admin", "{\"id\":\"../a\",\"path\":\"list-f32\"}"), "id: not as it must be");
        refused(add("admin", "{\"id\":\"tiny\",\"path\":\"list-f32\"}"), "id: loaded already");
        refused(add("admin", "{\"id\":\"a\"}"), "path: missing");
        refused(add("admin", "{\"id\":\"a\",\"path\":\"list-f32\",\"x\":1}"), "x: unknown field");
        add("admin", "{").expectStatus().isBadRequest();
    }

    @Test
    void onlyAnAdministratorMayDoAnyOfThis() {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST)) {
            client("user")
                    .method(method)
                    .uri("/admin/correctors")
                    .exchange()
                    .expectStatus()
                    .isForbidden();
        }
        client("user")
                .delete()
                .uri("/admin/correctors/side")
                .exchange()
                .expectStatus()
                .isForbidden();
    }
}
