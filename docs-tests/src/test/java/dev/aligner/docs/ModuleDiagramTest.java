package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The picture of the modules in docs/architecture.md is that of the build: every module, and every arrow. */
class ModuleDiagramTest {
    private static final Pattern ARROW = Pattern.compile("^ *([\\w-]+) (-->|-\\.->) ([\\w-]+)$", Pattern.MULTILINE);
    private static final Pattern ALONE = Pattern.compile("^ +([\\w-]+)$", Pattern.MULTILINE);

    private static String picture() {
        return Page.of(Repository.file("docs/architecture.md")).blocks().stream()
                .filter(block -> block.language().equals("mermaid"))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static Element pom(Path folder) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("pom.xml").toFile())
                .getDocumentElement();
    }

    /** Texts of the elements below, of direct children alone. */
    private static Stream<Element> children(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return Stream.iterate(0, i -> i + 1)
                .limit(found.getLength())
                .map(i -> (Element) found.item(i))
                .filter(child -> child.getParentNode() == parent);
    }

    private static String text(Element parent, String name) {
        return children(parent, name).map(Element::getTextContent).findFirst().orElse("");
    }

    private static Stream<Path> modules() throws Exception {
        Element modules = children(pom(Repository.ROOT), "modules").findFirst().orElseThrow();
        return children(modules, "module").map(module -> Repository.file(module.getTextContent()));
    }

    @Test
    void everyArrowIsADependencyAndEveryDependencyAnArrow() throws Exception {
        Set<String> built = new TreeSet<>();
        for (Path module : modules().toList()) {
            Element pom = pom(module);
            for (Element list : children(pom, "dependencies").toList()) {
                children(list, "dependency")
                        .filter(dependency -> text(dependency, "groupId").equals("dev.aligner"))
                        // a module's classes and its test classes are two dependencies
                        .filter(dependency -> !text(dependency, "type").equals("test-jar"))
                        .forEach(dependency -> built.add(text(pom, "artifactId")
                                + (text(dependency, "scope").equals("test") ? " -.-> " : " --> ")
                                + text(dependency, "artifactId")));
            }
        }
        Set<String> drawn = new TreeSet<>(ARROW.matcher(picture())
                .results()
                .map((MatchResult arrow) -> arrow.group().strip())
                .toList());
        assertThat(drawn).isEqualTo(built);
    }

    @Test
    void everyModuleIsInIt() throws Exception {
        Set<String> drawn = new TreeSet<>();
        ARROW.matcher(picture()).results().forEach(arrow -> {
            drawn.add(arrow.group(1));
            drawn.add(arrow.group(3));
        });
        ALONE.matcher(picture()).results().forEach(module -> drawn.add(module.group(1)));
        Set<String> built = new TreeSet<>();
        for (Path module : modules().toList()) {
            built.add(text(pom(module), "artifactId"));
        }
        assertThat(drawn).isEqualTo(built);
    }
}
