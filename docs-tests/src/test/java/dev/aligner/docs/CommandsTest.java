package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Commands of all pages, run or not: bash can read them, and what they name of ours is there. */
class CommandsTest {
    private static List<Block> commands() {
        return Repository.markdown().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals("sh"))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> bashReadsThem() {
        return commands().stream()
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> {
                    Process bash = new ProcessBuilder("bash", "-n")
                            .redirectErrorStream(true)
                            .start();
                    try (var in = bash.getOutputStream()) {
                        // what is left out of a command is no part of it
                        in.write(block.text().replace("… \\", "\\").getBytes(StandardCharsets.UTF_8));
                    }
                    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(bash.waitFor()).as(said).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> filesAndKeysThatTheyNameAreThere() {
        return commands().stream()
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> {
                    assertThat(CommandWords.paths(block.text()))
                            .allSatisfy(
                                    path -> assertThat(Repository.file(path)).exists());
                    assertThat(CommandWords.keys(block.text()))
                            .allSatisfy(key -> assertThat(CommandWords.documented(key))
                                    .as(key)
                                    .isTrue());
                }));
    }

    @Test
    void optionsOfTheTrainerAreItsOwn() {
        String sources = Repository.sources().stream()
                .filter(source -> Repository.name(source).startsWith("aligner-trainer/src/main"))
                .map(Repository::read)
                .collect(Collectors.joining());
        List<String> options = Repository.markdown().stream()
                .flatMap(page -> page.blocks().stream())
                // how a command is called is shown too
                .filter(block -> block.language().equals("sh") || block.has(Mark.Kind.HELD_BY))
                .filter(block -> block.text().contains("aligner-trainer "))
                .flatMap(block -> CommandWords.options(block.text()).stream())
                .filter(option -> !option.equals("--help"))
                .toList();
        assertThat(options).hasSizeGreaterThan(50);
        assertThat(options.stream().filter(option -> !sources.contains('"' + option + '"')))
                .isEmpty();
    }

    @Test
    void optionsOfOurScriptsAreTheirOwn() {
        List<String> lines = commands().stream()
                .flatMap(block -> block.text().replace("\\\n", " ").lines())
                .filter(line -> CommandWords.script(line).isPresent())
                .toList();
        assertThat(lines).hasSizeGreaterThan(5).allSatisfy(line -> {
            String script = CommandWords.script(line).orElseThrow();
            assertThat(CommandWords.options(line))
                    .allSatisfy(option -> assertThat(CommandWords.knows(script, option))
                            .as("%s of %s", option, script)
                            .isTrue());
        });
        assertThat(CommandWords.knows("docs/check.sh", "--all")).isTrue();
        assertThat(CommandWords.knows("docs/check.sh", "--every")).isFalse();
    }

    @Test
    void whatIsNotThereWouldBeFound() {
        assertThat(CommandWords.paths("cat docs/no.md /docs/x a/b ./docs target/x && aligner-service/target/x.jar"))
                .containsExactly("docs/no.md");
        assertThat(CommandWords.keys("java -jar x --aligner.engine.slots=1 --aligner.routes.a.path=/"))
                .allMatch(CommandWords::documented);
        assertThat(CommandWords.documented("aligner.engine.slotz")).isFalse();
    }
}
