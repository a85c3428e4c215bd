package dev.aligner.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChrfTest {
    @Test
    void equalsSacrebleu() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("chrf.json"))) {
            JsonNode rows = JsonMapper.builder().build().readTree(in);
            assertThat(rows.size()).isEqualTo(12);
            for (JsonNode row : rows) {
                assertThat(Chrf.score(
                                row.get("text").asString(), row.get("reference").asString()))
                        .as(row.toString())
                        .isCloseTo(row.get("chrf").asDouble(), within(1e-9));
            }
        }
    }

    @Property
    void isBetweenNothingAndAll(@ForAll String text, @ForAll String reference) {
        assertThat(Chrf.score(text, reference)).isBetween(0.0, 100.0 + 1e-9);
    }
}
