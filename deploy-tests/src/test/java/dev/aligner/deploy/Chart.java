package dev.aligner.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A chart, rendered as the release {@code demo} in the namespace {@code prod}. */
record Chart(Path directory) {
    /** The oldest Kubernetes that the chart is for, and the newest that it knows. */
    static final List<String> KUBERNETES = List.of("v1.30.0", "v1.36.0");

    static final String NEWEST = KUBERNETES.get(1);

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static Path root(String... path) {
        return Stream.of(path).reduce(ROOT, Path::resolve, (a, b) -> b);
    }

    static Chart aligner() {
        return new Chart(root("helm", "aligner"));
    }

    /** The values files that are to render. */
    static List<Path> goodValues() {
        return yamlFiles(root("helm", "aligner", "ci"));
    }

    /** Those that are to be refused; the first line of each is a comment with what is to be said. */
    static List<Path> badValues() {
        return yamlFiles(root("helm", "bad"));
    }

    private static List<Path> yamlFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String kubernetes, Path values) {
        return template(kubernetes).withValuesFile(values).call();
    }

    List<YamlNode> render(String kubernetes, Path values) {
        return YamlNode.documents(text(kubernetes, values));
    }

    List<YamlNode> render(String kubernetes, Map<String, String> values) {
        TemplateCommand template = template(kubernetes);
        values.forEach(template::set);
        return YamlNode.documents(template.call());
    }

    private TemplateCommand template(String kubernetes) {
        return new Helm(directory)
                .template()
                .withKubeVersion(kubernetes)
                .withName("demo")
                .withNamespace("prod");
    }

    LintResult lint() {
        return new Helm(directory).lint().strict().call();
    }

    static YamlNode only(List<YamlNode> objects, String kind) {
        List<YamlNode> found = objects.stream()
                .filter(object -> object.at("kind").text().equals(kind))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of the kind " + kind);
        }
        return found.get(0);
    }
}
