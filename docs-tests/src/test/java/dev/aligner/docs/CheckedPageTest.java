package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/checked.md has each block that is not run, with its reason; {@code -Daligner.docs.write=true} writes it. */
class CheckedPageTest {
    private static final Path PAGE = Repository.file("docs/checked.md");
    private static final String BEGIN = "<!-- blocks: written by a test -->\n";
    private static final String END = "<!-- blocks: end -->";

    @Test
    void itListsWhatIsNotRun() throws IOException {
        String text = Repository.read(PAGE);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END, from);
        String expected = String.join("\n", Checked.rows()) + "\n";
        if (Boolean.getBoolean("aligner.docs.write")) {
            Files.writeString(PAGE, text.substring(0, from) + expected + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to)).isEqualTo(expected);
    }
}
