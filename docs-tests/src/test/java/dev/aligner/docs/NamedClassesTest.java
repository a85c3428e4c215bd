package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that tell of the code name classes that are there, and methods that are theirs. */
class NamedClassesTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z][a-z]\\w+)(?:\\.(\\w+)\\(\\))?`");

    @ParameterizedTest
    @ValueSource(strings = {"docs/architecture.md", "docs/extending.md"})
    void theyAreThere(String name) {
        Set<String> classes = Repository.sources().stream()
                .map(source -> String.valueOf(source.getFileName()).replace(".java", ""))
                .collect(Collectors.toSet());
        List<MatchResult> named = Page.of(Repository.file(name)).prose().stream()
                .flatMap(line -> NAMED.matcher(line).results())
                .toList();
        assertThat(named).hasSizeGreaterThan(10).allSatisfy(it -> {
            assertThat(classes).contains(it.group(1));
            String method = it.group(2);
            if (method != null) {
                assertThat(Repository.sources().stream()
                                .filter(source -> source.endsWith(it.group(1) + ".java"))
                                .map(Repository::read))
                        .anyMatch(source -> source.contains(" " + method + "("));
            }
        });
    }
}
