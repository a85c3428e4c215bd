package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.FileSystemUtils;

/** Every set of values that is to render does so, into what it says and nothing else; every other is refused. */
class ChartTest {
    /** Need what the oldest Kubernetes does not have. */
    private static final List<String> NEWER = List.of("dra.yaml", "policy.yaml");

    private static final Path RENDERED = Path.of("target", "rendered");

    /** What an earlier run left may be what is refused now. */
    @BeforeAll
    static void empty() throws IOException {
        FileSystemUtils.deleteRecursively(RENDERED);
    }

    static Stream<Arguments> good() {
        return Chart.goodValues().stream()
                .flatMap(values -> Chart.KUBERNETES.stream()
                        .filter(version ->
                                version.equals(Chart.NEWEST) || NEWER.stream().noneMatch(values::endsWith))
                        .map(version -> Arguments.of(values, version)));
    }

    static List<Path> bad() {
        return Chart.badValues();
    }

    @ParameterizedTest
    @MethodSource("good")
    void rendersWhatTheValuesSayItDoes(Path values, String kubernetes) throws IOException {
        String expected = Files.readAllLines(values).get(1).replace("# renders: ", "");

        String text = Chart.aligner().text(kubernetes, values);

        // for helm/check.sh, which has Kubernetes' own schemas
        Files.createDirectories(RENDERED);
        Files.writeString(RENDERED.resolve(kubernetes + "-" + values.getFileName()), text);
        assertThat(YamlNode.documents(text).stream()
                        .map(object -> object.at("kind").text())
                        .sorted())
                .containsExactlyElementsOf(Arrays.asList(expected.split(" ")));
    }

    @ParameterizedTest
    @MethodSource("good")
    void hasNoFieldThatKubernetesDoesNotKnow(Path values, String kubernetes) {
        for (YamlNode object : Chart.aligner().render(kubernetes, values)) {
            assertThat(UnknownFields.of(object)).isEmpty();
        }
    }

    @Test
    void aMisspeltFieldWouldBeFound() {
        YamlNode deployment = YamlNode.documents(
                        "{kind: Deployment, spec: {template: {spec: {containers: [{livenesProbe: {}}]}}}}")
                .get(0);
        assertThat(UnknownFields.of(deployment))
                .containsExactly("Deployment.spec.template.spec.containers[].livenesProbe");
    }

    @Test
    void theExampleForEnvoyGatewayHasNoneEither() throws IOException {
        String example = Files.readString(Chart.root("examples", "envoy", "envoy-gateway.yaml"));
        assertThat(YamlNode.documents(example))
                .hasSize(3)
                .allSatisfy(object -> assertThat(UnknownFields.of(object)).isEmpty());
    }

    @Test
    void aMisspeltFieldOfAnothersKindWouldBeFound() {
        YamlNode monitor = YamlNode.documents(
                        "{kind: ServiceMonitor, metadata: {lables: {a: b}}, spec: {selector: {matchLabels:"
                                + " {a.b/c: d}}, endpoints: [{port: x, intervall: 5s}]}}")
                .get(0);
        assertThat(UnknownFields.of(monitor))
                .containsExactly("ServiceMonitor.metadata.lables", "ServiceMonitor.spec.endpoints[].intervall");
        assertThat(UnknownFields.of(
                        YamlNode.documents("{kind: ServiceMonitr, spec: {}}").get(0)))
                .containsExactly("kind ServiceMonitr");
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesWhatCannotBe(Path values) throws IOException {
        String said = Files.readAllLines(values).get(0).substring("# ".length());

        assertThatThrownBy(() -> Chart.aligner().render(Chart.NEWEST, values)).hasMessageContaining(said);
    }

    @Test
    void refusesWhatTheClusterCannotHave() {
        assertThatThrownBy(() ->
                        Chart.aligner().render("v1.33.0", Map.of("mode", "sidecar", "sidecar.injection", "policy")))
                .hasMessageContaining("sidecar.injection: policy needs Kubernetes 1.34");
        assertThatThrownBy(() -> Chart.aligner()
                        .render(
                                "v1.33.0",
                                Map.of(
                                        "image.tag",
                                        "0.1.0-cuda",
                                        "device.type",
                                        "cuda",
                                        "device.gpu.dra.enabled",
                                        "true")))
                .hasMessageContaining("device.gpu.dra.enabled needs Kubernetes 1.34");
        assertThatThrownBy(() -> Chart.aligner()
                        .render(
                                "v1.30.0",
                                Map.of(
                                        "model.source",
                                        "ociImageVolume",
                                        "model.ociImageVolume.reference",
                                        "registry.example.com/corrector:1")))
                .hasMessageContaining("model.source: ociImageVolume needs Kubernetes 1.31");
    }

    @Test
    void helmFindsNothingToSay() {
        assertThat(Chart.aligner().lint().getMessages()).noneMatch(message -> message.contains("WARNING"));
        assertThat(Chart.aligner().lint().isFailed()).isFalse();
    }
}
