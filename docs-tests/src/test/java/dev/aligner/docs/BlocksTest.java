package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** Every block says what becomes of it, and what it says is so as far as that can be seen without running it. */
class BlocksTest {
    /** What the marks of a block of each language may be; those of a picture say nothing. */
    private static final Set<String> LANGUAGES =
            Set.of("sh", "json", "yaml", "xml", "java", "mermaid", "python", "ts", "");

    private static List<Block> blocks() {
        return Repository.markdown().stream()
                .flatMap(page -> page.blocks().stream())
                .toList();
    }

    private static Stream<DynamicTest> each(Mark.Kind kind, BiConsumer<Block, Mark> test) {
        List<DynamicTest> tests = blocks().stream()
                .flatMap(block -> block.mark(kind).stream()
                        .map(mark -> DynamicTest.dynamicTest(block.place(), () -> test.accept(block, mark))))
                .toList();
        assertThat(tests).as("blocks that are %s", kind).isNotEmpty();
        return tests.stream();
    }

    @Test
    void whatBecomesOfEachIsSaid() {
        assertThat(blocks()).allSatisfy(block -> {
            assertThat(block.language()).as(block.place()).isIn(LANGUAGES);
            assertThat(block.marks()).as(block.place()).hasSize(block.language().equals("mermaid") ? 0 : 1);
        });
    }

    @TestFactory
    Stream<DynamicTest> aReasonIsGivenForWhatIsNotRun() {
        return each(Mark.Kind.NOT_RUN, (block, mark) -> assertThat(mark.text()).hasSizeGreaterThan(9));
    }

    @TestFactory
    Stream<DynamicTest> aPartIsOneOfItsFile() {
        return each(Mark.Kind.PART_OF, (block, mark) -> {
            List<String> file = lines(Repository.read(Repository.file(mark.text())));
            int at = 0;
            for (String line : lines(block.text())) {
                int found = file.subList(at, file.size()).indexOf(line);
                assertThat(found)
                        .as("%s in %s, behind its line %s", line, mark.text(), at)
                        .isNotNegative();
                at += found + 1;
            }
        });
    }

    /** Without indentation, and without the dash of a list. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(line -> line.strip().replaceFirst("^- (?=name: )", ""))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** A test, or a script, which then names the page that it reads. */
    @TestFactory
    Stream<DynamicTest> whoHoldsABlockIsThere() {
        List<Path> sources = Repository.sources();
        return each(Mark.Kind.HELD_BY, (block, mark) -> {
            if (mark.text().contains("/")) {
                assertThat(Repository.read(Repository.file(mark.text()))).contains(block.page());
                return;
            }
            assertThat(sources)
                    .anySatisfy(source -> assertThat(Repository.name(source)).endsWith("/" + mark.text() + ".java"));
        });
    }

    @Test
    void dependenciesAreOfThisVersion() {
        Pattern version = Pattern.compile("<artifactId>aligner-parent</artifactId>\\s*(<version>[^<]*</version>)");
        String ours = version.matcher(Repository.read(Repository.file("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
        assertThat(blocks().stream()
                        .filter(block ->
                                block.has(Mark.Kind.HELD_BY) && block.language().equals("xml")))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.text()).contains(ours));
    }

    @Test
    void yamlIsYaml() {
        assertThat(blocks().stream()
                        .filter(block -> block.language().equals("yaml"))
                        .filter(block -> !block.text().contains("{{")))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(new Yaml().<Object>load(block.text()))
                        .as(block.place())
                        .isNotNull());
    }

    @Test
    void jsonIsJson() {
        assertThat(blocks().stream().filter(block -> block.language().equals("json")))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(Answers.values(block.text()))
                        .as(block.place())
                        .isNotEmpty());
    }

    @Test
    void picturesAreOfAKnownKindAndClosed() {
        assertThat(blocks().stream().filter(block -> block.language().equals("mermaid")))
                .isNotEmpty()
                .allSatisfy(block -> {
                    List<String> words = block.text()
                            .lines()
                            .map(line -> line.strip().replaceFirst(" .*", ""))
                            .toList();
                    assertThat(words.get(0)).as(block.place()).isIn("flowchart", "sequenceDiagram", "xychart-beta");
                    assertThat(words.stream().filter(Set.of("subgraph", "loop", "alt", "opt", "rect", "par")::contains))
                            .as(block.place())
                            .hasSameSizeAs(words.stream().filter("end"::equals).toList());
                });
    }

    @Test
    void aPlotHasABarForEachOfItsNames() {
        assertThat(blocks().stream().filter(block -> block.text().startsWith("xychart-beta")))
                .isNotEmpty()
                .allSatisfy(block -> {
                    List<String> lines = block.text().lines().map(String::strip).toList();
                    String names = lines.stream()
                            .filter(line -> line.startsWith("x-axis [\""))
                            .findFirst()
                            .orElse("");
                    String bars = lines.stream()
                            .filter(line -> line.startsWith("bar ["))
                            .findFirst()
                            .orElse("");
                    assertThat(names.split("\", \"", -1)).as(block.place()).hasSameSizeAs(bars.split(", ", -1));
                });
    }
}
