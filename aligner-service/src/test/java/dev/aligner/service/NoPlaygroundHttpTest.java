package dev.aligner.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "aligner.playground.enabled=false")
class NoPlaygroundHttpTest extends HttpTestBase {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/playground", "/v1/corrections:play"})
    void thereIsNoPage(String path) {
        client().get().uri(path).exchange().expectStatus().isNotFound();
    }

    @Test
    void nothingIsPlayed() {
        client().post()
                .uri("/v1/corrections:play")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body(""))
                .exchange()
                .expectStatus()
                .isNotFound();
    }
}
