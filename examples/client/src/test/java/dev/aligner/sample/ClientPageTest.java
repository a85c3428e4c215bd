package dev.aligner.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Each piece of a program on the page is a region of one that runs: of a sample, between {@code // tag::name[]} and {@code //
 * end::name[]}, or of what calls the generated clients, between {@code begin: name} and {@code end: name}.
 */
class ClientPageTest {
    private static final Path SAMPLES = Path.of("src", "main", "java", "dev", "aligner", "sample");
    private static final Path SCRIPTS = Path.of("..", "..", "aligner-service", "scripts");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- (\\S+) (\\S+) -->\n)?```(?:java|python|ts)\n(.*?)\n?```", Pattern.DOTALL);

    private static String region(String file, String name) throws IOException {
        boolean sample = file.endsWith(".java");
        List<String> lines = Files.readAllLines((sample ? SAMPLES : SCRIPTS).resolve(file));
        int begin = at(lines, sample ? "tag::" + name + "[]" : "begin: " + name);
        int end = at(lines, sample ? "end::" + name + "[]" : "end: " + name);
        return lines.subList(begin + 1, end).stream()
                .collect(Collectors.joining("\n"))
                .stripIndent();
    }

    private static int at(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("\\s*(#|//) " + Pattern.quote(mark))) {
                return i;
            }
        }
        throw new AssertionError("no line " + mark);
    }

    @Test
    void whatThePageShowsIsInTheSamples() throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(Path.of("..", "..", "docs", "client.md"))
                        .replace("\r\n", "\n"))
                .results()
                .toList();

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(12);
        for (MatchResult block : blocks) {
            assertThat(block.group(1)).as("the region of:\n%s", block.group(3)).isNotNull();
            assertThat(block.group(3)).isEqualTo(region(block.group(1), block.group(2)));
        }
    }
}
