package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every line of the threat model names a test, and that test is there. */
class ThreatModelTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/security.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no docs/security.md above");
        }
        return folder;
    }

    private static List<String> threats() throws IOException {
        List<String> threats = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(root().resolve("docs/security.md"))) {
            if (line.startsWith("| threat |")) {
                assertThat(line).isEqualTo("| threat | what is done | held by |");
                inTable = true;
            } else if (!line.startsWith("|")) {
                inTable = false;
            } else if (inTable && !line.startsWith("|---")) {
                threats.add(line);
            }
        }
        return threats;
    }

    /** Sources of all tests, by the name of their class; of several of one name all. */
    private static Map<String, String> tests() throws IOException {
        try (Stream<Path> modules = Files.list(root())) {
            List<Path> folders = modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList();
            List<Path> sources = new ArrayList<>();
            for (Path folder : folders) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith("Test.java")).forEach(sources::add);
                }
            }
            return sources.stream()
                    .collect(Collectors.toMap(
                            source -> source.getFileName().toString().replace(".java", ""),
                            ThreatModelTest::text,
                            String::concat));
        }
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyLineNamesATestThatIsThere() throws IOException {
        Map<String, String> tests = tests();
        List<String> threats = threats();
        assertThat(threats).hasSizeGreaterThan(25);
        for (String threat : threats) {
            String[] cells = threat.split("\\|");
            assertThat(cells).as(threat).hasSize(4);
            List<MatchResult> named = NAMED.matcher(cells[3]).results().toList();
            assertThat(named).as(threat).isNotEmpty();
            for (MatchResult test : named) {
                assertThat(tests).as(threat).containsKey(test.group(1));
                assertThat(tests.get(test.group(1)))
                        .as(test.group())
                        .containsPattern("(void|ArchRule) " + test.group(2) + "( =|\\()");
            }
        }
    }
}
