package dev.aligner.service.access;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.aligner.service.Snippets;
import dev.aligner.service.quota.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The lines that docs/access.md shows are those of a keys file. */
class DocumentedKeysTest {
    private static final String DIGEST = "0f3c" + "00".repeat(30);

    @Test
    void theyAreRead() throws IOException {
        for (String lines : Snippets.heldBy(DocumentedKeysTest.class).values()) {
            byte[] file = lines.replace("0f3c…", DIGEST).getBytes(StandardCharsets.UTF_8);
            assertThatCode(() -> KeyRing.read(file, Limits.NONE)).doesNotThrowAnyException();
        }
    }
}
