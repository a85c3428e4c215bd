package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every pod of the chart, whatever its values are. */
class PodTest {
    static Stream<Path> good() {
        return Chart.goodValues().stream();
    }

    private static List<YamlNode> containers(YamlNode pod) {
        return Stream.of("initContainers", "containers")
                .flatMap(list -> pod.at(list).elements().stream())
                .toList();
    }

    private static Stream<YamlNode> pods(Path values) {
        return Chart.aligner().render(Chart.NEWEST, values).stream()
                .filter(object -> object.at("kind").text().equals("Deployment"))
                .map(object -> object.at("spec", "template", "spec"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void isRestrictedAndBounded(Path values) {
        pods(values).forEach(pod -> {
            assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
            assertThat(pod.at("securityContext", "seccompProfile", "type").text())
                    .isEqualTo("RuntimeDefault");
            for (YamlNode container : containers(pod)) {
                YamlNode context = container.at("securityContext");
                assertThat(context.at("runAsNonRoot").value()).isEqualTo(true);
                assertThat(context.at("runAsUser").value()).isEqualTo(65532);
                assertThat(context.at("allowPrivilegeEscalation").value()).isEqualTo(false);
                assertThat(context.at("seccompProfile", "type").text()).isEqualTo("RuntimeDefault");
                // what some GPU runtimes need has to be asked for
                assertThat(context.at("readOnlyRootFilesystem").value()).isEqualTo(!values.endsWith("cuda.yaml"));
                assertThat(context.at("capabilities", "drop").texts()).containsExactly("ALL");
                assertThat(container.at("image").text())
                        .doesNotEndWith(":latest")
                        .containsPattern("[:@]");
                assertThat(container.at("resources", "limits", "memory").value())
                        .isNotNull()
                        .isEqualTo(
                                container.at("resources", "requests", "memory").value());
                assertThat(container.at("resources", "limits", "cpu").present()).isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("good")
    void everyMountHasItsVolumeAndEveryProbeItsPort(Path values) {
        pods(values).forEach(pod -> {
            List<String> volumes = pod.at("volumes").elements().stream()
                    .map(volume -> volume.at("name").text())
                    .toList();
            for (YamlNode container : containers(pod)) {
                assertThat(container.at("volumeMounts").elements())
                        .allMatch(mount -> volumes.contains(mount.at("name").text()));
            }
            YamlNode service = pod.at("containers").named("aligner");
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                String port = service.at(probe, "httpGet", "port").text();
                assertThat(service.at("ports").named(port).present()).isTrue();
            }
        });
    }

    /** The law of a shutdown: whoever is under way may end before the pod is killed. */
    @Property(tries = 20)
    void isGivenTheTimeItsRequestsMayTake(
            @ForAll @IntRange(min = 1, max = 60) int preStop, @ForAll @IntRange(min = 1, max = 300) int request) {
        int needed = preStop + request + 5;
        List<YamlNode> objects = render(preStop, request, needed);

        YamlNode pod = Chart.only(objects, "Deployment").at("spec", "template", "spec");
        assertThat(pod.at("terminationGracePeriodSeconds").value()).isEqualTo(needed);
        YamlNode configuration = configuration(objects);
        assertThat(configuration
                        .at("spring", "lifecycle", "timeout-per-shutdown-phase")
                        .text())
                .isEqualTo(request + "s");
        assertThat(configuration.at("aligner", "deadline", "max").text()).isEqualTo(request + "s");
        assertThatThrownBy(() -> render(preStop, request, needed - 1))
                .hasMessageContaining("terminationGracePeriodSeconds: " + (needed - 1) + " is less than");
    }

    private static List<YamlNode> render(int preStop, int request, int grace) {
        return Chart.aligner()
                .render(
                        Chart.NEWEST,
                        Map.of(
                                "lifecycle.preStopSleepSeconds", String.valueOf(preStop),
                                "aligner.requestTimeout", request + "s",
                                "terminationGracePeriodSeconds", String.valueOf(grace)));
    }

    static YamlNode configuration(List<YamlNode> objects) {
        return YamlNode.documents(Chart.only(objects, "ConfigMap")
                        .at("data", "application.yaml")
                        .text())
                .get(0);
    }

    /** The kubelet looks at no certificate and shows none. */
    @Test
    void isProbedInTheWayThatItAnswers() {
        Map<String, String> tls = Map.of("tls.existingSecret", "aligner-tls");
        Map<String, String> mutual = Map.of("tls.existingSecret", "aligner-tls", "tls.clientAuth", "need");

        assertThat(probe(Map.of(), "readinessProbe").at("scheme").present()).isFalse();
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(probe(tls, probe).at("scheme").text()).isEqualTo("HTTPS");
            assertThat(probe(tls, probe).at("port").text()).isEqualTo("http");
            assertThat(probe(mutual, probe).at("scheme").present()).isFalse();
            assertThat(probe(mutual, probe).at("port").text()).isEqualTo("management");
        }
        assertThat(probe(mutual, "startupProbe").at("path").text()).isEqualTo("/actuator/health/readiness");
        assertThat(probe(mutual, "livenessProbe").at("path").text()).isEqualTo("/actuator/health/liveness");
    }

    private static YamlNode probe(Map<String, String> values, String name) {
        return Chart.only(Chart.aligner().render(Chart.NEWEST, values), "Deployment")
                .at("spec", "template", "spec", "containers")
                .named("aligner")
                .at(name, "httpGet");
    }

    @Test
    void aScalerLeavesTheNumberOfPodsToItself() {
        for (String values : List.of("hpa.yaml", "keda.yaml")) {
            YamlNode deployment = Chart.only(
                    Chart.aligner().render(Chart.NEWEST, Chart.root("helm", "aligner", "ci", values)), "Deployment");
            assertThat(deployment.at("spec", "replicas").present()).isFalse();
        }
    }

    @Test
    void anotherConfigurationIsAnotherPod() {
        assertThat(checksum(Map.of())).isNotEqualTo(checksum(Map.of("aligner.slots", "4")));
        assertThat(checksum(Map.of())).isEqualTo(checksum(Map.of("service.type", "NodePort")));
    }

    private static String checksum(Map<String, String> values) {
        return Objects.requireNonNull(Chart.only(Chart.aligner().render(Chart.NEWEST, values), "Deployment")
                        .at("spec", "template", "metadata", "annotations", "checksum/aligner")
                        .value())
                .toString();
    }

    @Test
    void aVersionIsNoPartOfWhatSelectsPods() {
        YamlNode deployment = Chart.only(Chart.aligner().render(Chart.NEWEST, Map.of()), "Deployment");
        assertThat(deployment.at("spec", "selector", "matchLabels").keys())
                .containsExactlyInAnyOrder("app.kubernetes.io/name", "app.kubernetes.io/instance");
    }
}
