package dev.aligner.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.DocumentTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** docs/configuration.md names every key, as the records declare it: type, default, range and Javadoc. */
class ConfigurationPageTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    @Test
    void everyKeyIsDocumentedAsItIsDeclared() throws IOException {
        List<DeclaredKey> keys = DeclaredKey.all();
        List<String> lines = new ArrayList<>();
        lines.add("| key | type | default | range | changes at run time | |");
        lines.add("|---|---|---|---|---|---|");
        for (DeclaredKey key : keys) {
            assertThat(key.meaning()).as(key.name()).isNotBlank();
            lines.add("| `" + key.name() + "` | " + key.type() + " | " + key.standard() + " | " + AllowedRange.of(key)
                    + " | " + (changes(key) ? "yes" : "") + " | " + key.meaning() + " |");
        }
        assertThat(keys).hasSameSizeAs(new KnownKeys().names());
        new DocumentTable(DOCUMENT, "keys").assertIs(lines);
    }

    private static boolean changes(DeclaredKey key) {
        return SettingsFile.changes(ConfigurationPropertyName.of(key.example()));
    }
}
