package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the pages have typed for Helm is done with Helm, as far as that goes without a cluster: charts are built and rendered. What
 * they have typed for kubectl and docker names what is in those charts, in the compose files and in the Dockerfile.
 */
class DocumentedCommandsTest {
    @TempDir
    Path folder = Path.of("");

    private final Map<String, Release> releases = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/deploy.md", "helm/aligner/README.md"})
    void helmTakesThem(String page) throws IOException {
        Folders.copy(Chart.root("helm"), folder.resolve("helm"));
        Folders.copy(Chart.root("examples", "helm-sidecar"), folder.resolve("examples/helm-sidecar"));
        List<PageCommand> commands = PageCommand.of(Chart.root(page), "helm");
        assertThat(commands).isNotEmpty();
        for (PageCommand command : commands) {
            switch (command.word(1)) {
                case "install" ->
                    rendered(command, new Release(command.word(2), folder.resolve(command.word(3)), folder));
                case "upgrade" -> {
                    assertThat(command.words()).contains("--reuse-values");
                    rendered(command, release(command.word(2)));
                }
                case "dependency" ->
                    new Helm(folder.resolve(command.word(3)))
                            .dependency()
                            .build()
                            .call();
                case "test" -> {
                    assertThat(release(command.word(2)).objects()).isNotEmpty();
                    assertThat(Chart.root("helm/aligner/templates/tests/correction.yaml"))
                            .content()
                            .contains("\"helm.sh/hook\" \"test\"");
                }
                default -> throw new AssertionError("nobody knows what it does: " + command);
            }
        }
    }

    private Release release(String name) {
        return releases.computeIfAbsent(name, unknown -> {
            throw new AssertionError(unknown + ": not installed by then, of " + releases.keySet());
        });
    }

    private void rendered(PageCommand command, Release release) throws IOException {
        releases.put(command.word(2), release);
        assertThat(release.with(command))
                .as(command.toString())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(UnknownFields.of(object)).isEmpty());
    }

    /** The names are those of the release that the page has installed before. */
    @Test
    void kubectlIsAskedForWhatThereIs() throws IOException {
        List<YamlNode> objects = new Release("corrector", Chart.aligner().directory(), folder).objects();
        List<PageCommand> commands = PageCommand.of(Chart.root("docs", "deploy.md"), "kubectl");
        assertThat(commands).hasSize(3);
        for (PageCommand command : commands) {
            switch (command.word(1)) {
                case "rollout" -> named(objects, command.word(3));
                case "port-forward" ->
                    assertThat(named(objects, command.word(2)).at("spec", "ports").elements().stream()
                                    .map(port -> port.at("port").text()))
                            .contains(command.word(3).replaceFirst(".*:", ""));
                case "create" -> {
                    // what the next command on the page names, and the file that the chart looks for in it
                    assertThat(PageCommand.of(Chart.root("docs", "deploy.md"), "helm"))
                            .anySatisfy(helm ->
                                    assertThat(helm.input()).contains("existingSecret: " + command.word(4) + "}"));
                    assertThat(command.values("--from-file"))
                            .containsExactly(
                                    YamlNode.documents(Files.readString(Chart.root("helm/aligner/values.yaml")))
                                            .get(0)
                                            .at("auth", "existingSecretKey")
                                            .text());
                }
                default -> throw new AssertionError("nobody knows what it does: " + command);
            }
        }
    }

    private static YamlNode named(List<YamlNode> objects, String kindAndName) {
        return objects.stream()
                .filter(object -> kindAndName.equalsIgnoreCase(object.at("kind").text() + "/"
                        + object.at("metadata", "name").text()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kindAndName + ": not in the chart"));
    }

    @Test
    void dockerIsAskedForWhatThereIs() throws IOException {
        List<String> stages = Pattern.compile("(?m)^FROM .* AS (\\w+)$")
                .matcher(Files.readString(Chart.root("Dockerfile")))
                .results()
                .map((MatchResult stage) -> stage.group(1))
                .toList();
        YamlNode service = YamlNode.documents(Files.readString(Chart.root("docker-compose.yml")))
                .get(0)
                .at("services", "aligner");
        List<PageCommand> commands = Stream.concat(
                        PageCommand.of(Chart.root("README.md"), "docker").stream(),
                        PageCommand.of(Chart.root("docs", "deploy.md"), "docker").stream())
                .toList();
        List<String> done = new ArrayList<>();
        for (PageCommand command : commands) {
            done.add(command.word(1));
            switch (command.word(1)) {
                case "build" -> {
                    assertThat(stages).containsAll(command.values("--target"));
                    assertThat(command.values("-t"))
                            .allMatch(tag -> tag.startsWith(service.at("image").text()));
                }
                // in no profile: `up` alone starts it
                case "compose" -> assertThat(service.at("profiles").present()).isFalse();
                case "run" -> {
                    assertThat(command.words()).endsWith(service.at("image").text());
                    assertThat(command.values("--memory"))
                            .containsExactly(service.at("mem_limit").text());
                    assertThat(command.values("--cpus"))
                            .containsExactly(service.at("cpus").text());
                    assertThat(command.values("--cap-drop"))
                            .isEqualTo(service.at("cap_drop").texts());
                    assertThat(service.at("tmpfs").texts())
                            .allMatch(mount ->
                                    mount.startsWith(command.values("--tmpfs").get(0)));
                }
                default -> throw new AssertionError("nobody knows what it does: " + command);
            }
        }
        assertThat(done).contains("build", "compose", "run");
    }

    @Test
    void composeFilesAndProfilesOfTheTableAreThere() throws IOException {
        String page = Files.readString(Chart.root("docs", "deploy.md"));
        YamlNode services = YamlNode.documents(Files.readString(Chart.root("docker-compose.yml")))
                .get(0)
                .at("services");
        List<String> profiles = services.keys().stream()
                .flatMap(name -> services.at(name, "profiles").texts().stream())
                .toList();
        List<String> asked = Pattern.compile("`docker compose[^`]*? --profile (\\w+)")
                .matcher(page)
                .results()
                .map((MatchResult profile) -> profile.group(1))
                .toList();
        assertThat(asked).hasSizeGreaterThan(2).allMatch(profiles::contains);
        assertThat(Pattern.compile("-f (docker-compose[\\w.]*\\.yml)")
                        .matcher(page)
                        .results()
                        .map((MatchResult file) -> Chart.root(file.group(1))))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
    }

    /** What the chart's page shows as values renders, and asks for a metric that there is. */
    @Test
    void scalersAskForAMetricThatThePageSaysHowToHave() throws IOException {
        String page = Files.readString(Chart.aligner().directory().resolve("README.md"));
        List<String> shown = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(shown).hasSize(2);
        YamlNode rule = YamlNode.documents(shown.get(0)).get(0).at("rules", "custom", 0);
        Path values = Files.writeString(folder.resolve("shown.yaml"), shown.get(1));

        YamlNode scaler = Chart.only(Chart.aligner().render(Chart.NEWEST, values), "HorizontalPodAutoscaler");

        assertThat(UnknownFields.of(scaler)).isEmpty();
        assertThat(scaler.at("spec", "metrics", 0, "pods", "metric", "name").text())
                .isEqualTo(rule.at("name", "as").text())
                .isIn(MetricNamesTest.NAMES);
        assertThat(rule.at("seriesQuery").text())
                .startsWith(rule.at("name", "as").text() + "{");
    }
}
