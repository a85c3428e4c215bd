package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The management's endpoints on a port of their own, as in a cluster. */
@SpringBootTest(
        classes = {AlignerApplication.class, FakeCorrectorConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "spring.test.metrics.export=true"})
class ManagementPortTest {
    @LocalServerPort
    private int port;

    @Value("${local.management.port}")
    private int management;

    private static int status(int at, String path) {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + at)
                .responseTimeout(Duration.ofSeconds(20))
                .build()
                .get()
                .uri(path)
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    @Test
    void clientsDoNotFindThemAndScrapersDo() {
        for (String path : List.of("/metrics", "/info", "/actuator/prometheus", "/actuator/info", "/actuator/health")) {
            assertThat(status(port, path)).as(path).isEqualTo(404);
        }
        for (String path : List.of("/livez", "/readyz", "/health", "/ping")) {
            assertThat(status(port, path)).as(path).isEqualTo(200);
        }
        for (String path : List.of(
                "/actuator/prometheus", "/actuator/info", "/actuator/health/liveness", "/actuator/health/readiness")) {
            assertThat(status(management, path)).as(path).isEqualTo(200);
        }
        for (String path : List.of("/actuator/env", "/actuator/heapdump", "/actuator/beans", "/v1/models")) {
            assertThat(status(management, path)).as(path).isEqualTo(404);
        }
    }
}
