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

/** Each piece of Java on the page is a region of a sample, between {@code // tag::name[]} and {@code // end::name[]}. */
class ClientPageTest {
    private static final Path SAMPLES = Path.of("src", "main", "java", "dev", "aligner", "sample");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- (\\S+) (\\S+) -->\n)?```java\n(.*?)\n?```", Pattern.DOTALL);

    private static String region(String file, String name) throws IOException {
        List<String> lines = Files.readAllLines(SAMPLES.resolve(file));
        int begin = at(lines, "// tag::" + name + "[]");
        int end = at(lines, "// end::" + name + "[]");
        return lines.subList(begin + 1, end).stream().collect(Collectors.joining("\n")).stripIndent();
    }

    private static int at(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(mark)) {
                return i;
            }
        }
        throw new AssertionError("no line " + mark);
    }

    @Test
    void whatThePageShowsIsInTheSamples() throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(
                        Files.readString(Path.of("..", "..", "docs", "client.md")).replace("\r\n", "\n"))
                .results()
                .toList();

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(10);
        for (MatchResult block : blocks) {
            assertThat(block.group(1)).as("the region of:\n%s", block.group(3)).isNotNull();
            assertThat(block.group(3)).isEqualTo(region(block.group(1), block.group(2)));
        }
    }
}
