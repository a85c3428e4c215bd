package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

class OperatorHttpTest extends HttpTestBase {
    private JsonNode get(String path) {
        return json(client().get().uri(path).exchange().expectStatus().isOk());
    }

    private static long corrected(JsonNode overview, String surface) {
        return StreamSupport.stream(overview.get("corrections").spliterator(), false)
                .filter(end -> end.get("surface").stringValue().equals(surface)
                        && end.get("action").stringValue().equals("CORRECTED"))
                .mapToLong(end -> end.get("count").longValue())
                .sum();
    }

    @Test
    void aCorrectionIsCountedAndListedWithoutItsText() {
        long before = corrected(get("/admin/overview"), "api");
        String id =
                post(body("")).expectBody().returnResult().getResponseHeaders().getFirst("X-Request-Id");
        JsonNode overview = get("/admin/overview");
        assertThat(overview.get("status").stringValue()).isEqualTo("ready");
        assertThat(corrected(overview, "api")).isEqualTo(before + 1);
        assertThat(overview.at("/queue/capacity").intValue()).isEqualTo(32);
        assertThat(overview.at("/tokens/accepted_draft").longValue()).isPositive();
        JsonNode recent = get("/admin/corrections");
        JsonNode last = recent.at("/corrections/0");
        assertThat(last.get("id").stringValue()).isEqualTo(id);
        assertThat(last.get("surface").stringValue()).isEqualTo("api");
        assertThat(last.get("edit_count").intValue()).isEqualTo(1);
        assertThat(recent.toString()).doesNotContain("semicolon", "compile");
    }

    @Test
    void aStreamsFailureIsListedWithItsReason() {
        post(body(",\"instruction\":\"fail\",\"stream\":true")).expectBody().returnResult();
        JsonNode last = get("/admin/corrections").at("/corrections/0");
        assertThat(last.get("action").stringValue()).isEqualTo("FAILED");
        assertThat(last.get("reason").stringValue()).isEqualTo("model_failed");
    }

    @Test
    void linesOfABatchAreOfTheirOwnSurface() {
        long before = corrected(get("/admin/overview"), "batch");
        client().post()
                .uri("/v1/corrections:batch")
                .contentType(MediaType.APPLICATION_NDJSON)
                .bodyValue(body("") + "\n" + body("") + "\n")
                .exchange()
                .expectBody()
                .returnResult();
        assertThat(corrected(get("/admin/overview"), "batch")).isEqualTo(before + 2);
    }
}
