package dev.aligner.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.Snippets;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The record that docs/audit.md shows has the fields of one, in their order. */
class DocumentedRecordTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void itHasTheFieldsOfARecord() throws IOException {
        Map<String, Object> fields = AuditRecord.of(
                        Instant.EPOCH, Entries.ORIGIN, Entries.request("safe"), Entries.CARD, Entries.done(), false)
                .fields();
        for (String shown : Snippets.heldBy(DocumentedRecordTest.class).values()) {
            JsonNode record = JSON.readTree(shown);
            List<String> names = new ArrayList<>(List.of("seq", "prev"));
            names.addAll(fields.keySet());
            names.add("kept");
            assertThat(record.propertyNames()).containsExactlyElementsOf(names);
            // in its own order too, as it is written
            JsonNode written = JSON.readTree(JSON.writeValueAsString(fields));
            for (String nested : List.of("sampling", "timings")) {
                assertThat(record.get(nested).propertyNames())
                        .containsExactlyElementsOf(written.get(nested).propertyNames());
            }
        }
    }
}
