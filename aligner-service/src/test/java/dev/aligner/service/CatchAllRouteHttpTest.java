package dev.aligner.service;

import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;

/** A route that takes every path takes the page's short one too: an upstream's clients may ask for it. */
@TestPropertySource(properties = "aligner.routes.all.upstream=http://localhost:1")
class CatchAllRouteHttpTest extends HttpTestBase {
    @Test
    void theShortPathIsTheRoutes() {
        client().get().uri("/").exchange().expectStatus().is5xxServerError();
    }

    @Test
    void theLongOneAndTheOperatorsAreOurs() {
        client().get()
                .uri("/playground")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_HTML);
        client().get().uri("/admin/overview").exchange().expectStatus().isOk();
    }
}
