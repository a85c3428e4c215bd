package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever a page links to inside the repository is there, headings too; and every page can be found from the index. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    private static List<String> links(Page page) {
        return page.prose().stream()
                .map(line -> CODE.matcher(line).replaceAll(""))
                .flatMap(line -> LINK.matcher(line).results())
                .map((MatchResult link) -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .toList();
    }

    private static Path target(Page page, String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    }

    @TestFactory
    Stream<DynamicTest> whatIsLinkedToIsThere() {
        return Repository.markdown().stream()
                .map(page -> DynamicTest.dynamicTest(page.name(), () -> {
                    List<String> broken = new ArrayList<>();
                    for (String link : links(page)) {
                        Path target = target(page, link);
                        int anchor = link.indexOf('#');
                        if (!Files.exists(target)) {
                            broken.add(link);
                        } else if (anchor >= 0
                                && !Anchors.of(Page.of(target).headings()).contains(link.substring(anchor + 1))) {
                            broken.add(link);
                        }
                    }
                    assertThat(broken).isEmpty();
                }));
    }

    @Test
    void theIndexLeadsToEveryPage() {
        Page index = Page.of(Repository.file("docs/README.md"));
        Set<Path> reached = Stream.concat(
                        links(index).stream().map(link -> target(index, link)),
                        Stream.of("docs/experiments.md", "docs/decisions/README.md")
                                .map(Repository::file)
                                .map(Page::of)
                                .flatMap(page -> links(page).stream().map(link -> target(page, link))))
                .collect(Collectors.toSet());
        assertThat(Repository.documentation().stream().map(Page::file).filter(page -> !page.equals(index.file())))
                .allSatisfy(page -> assertThat(reached).contains(page));
    }

    @Test
    void anchorsAreThoseOfGitHub() {
        assertThat(Anchors.of(List.of("One correction: `POST /v1/corrections`", "Keys", "Keys", "Only watching")))
                .containsExactlyInAnyOrder("one-correction-post-v1corrections", "keys", "keys-1", "only-watching");
    }
}
