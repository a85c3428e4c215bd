package dev.aligner.engine.corrector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each {@code aligner.json} that a page shows is one that is read. */
class DocumentedSettingsTest {
    private static final Pattern SHOWN =
            Pattern.compile("<!-- held by: DocumentedSettingsTest -->\n```json\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "../docs/strength.md"})
    void itIsRead(Path page) throws IOException {
        assertThat(SHOWN.matcher(Files.readString(page)).results().map((MatchResult shown) -> shown.group(1)))
                .isNotEmpty()
                .allSatisfy(shown -> {
                    Path file = Files.writeString(folder.resolve(CorrectorSettings.FILE), shown);
                    assertThatCode(() -> CorrectorSettings.read(file)).doesNotThrowAnyException();
                });
    }
}
