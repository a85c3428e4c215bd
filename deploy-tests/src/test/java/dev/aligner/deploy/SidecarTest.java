package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways into a pod of somebody else. */
class SidecarTest {
    private static final Path CI = Chart.root("helm", "aligner", "ci");

    /** The example's chart has this one as a dependency, by a path. */
    @Test
    void anotherChartIncludesIt(@TempDir Path folder) throws Exception {
        Path example = Folders.copy(Chart.root("examples", "helm-sidecar"), folder.resolve("helm-sidecar"));
        Folders.copy(Chart.aligner().directory(), example.resolve("charts").resolve("aligner"));

        List<YamlNode> objects = YamlNode.documents(new Helm(example)
                .template()
                .withName("demo")
                .withKubeVersion(Chart.NEWEST)
                .call());

        YamlNode pod = Chart.only(objects, "Deployment").at("spec", "template", "spec");
        YamlNode sidecar = pod.at("initContainers").named("aligner");
        assertThat(sidecar.at("restartPolicy").text()).isEqualTo("Always");
        assertThat(sidecar.at("startupProbe", "httpGet", "path").text()).isEqualTo("/readyz");
        assertThat(pod.at("volumes")
                        .named("aligner-config")
                        .at("configMap", "name")
                        .text())
                .isEqualTo(
                        Chart.only(objects, "ConfigMap").at("metadata", "name").text());
        assertThat(UnknownFields.of(Chart.only(objects, "Deployment"))).isEmpty();
    }

    /** Kyverno's patch, and that of the API server, hold the same container. */
    @Test
    void whoeverPutsItInPutsInTheSame() {
        YamlNode patch = Chart.only(Chart.aligner().render(Chart.NEWEST, CI.resolve("kyverno.yaml")), "Policy")
                .at("spec", "rules", 0, "mutate", "patchStrategicMerge", "spec");
        YamlNode sidecar = patch.at("initContainers").named("aligner");
        assertThat(sidecar.at("restartPolicy").text()).isEqualTo("Always");
        assertThat(sidecar.at("volumeMounts").elements())
                .allMatch(mount ->
                        patch.at("volumes").named(mount.at("name").text()).present());

        String expression = Chart.only(
                        Chart.aligner().render(Chart.NEWEST, CI.resolve("policy.yaml")), "MutatingAdmissionPolicy")
                .at("spec", "mutations", 0, "jsonPatch", "expression")
                .text();
        for (String key : sidecar.keys()) {
            assertThat(expression).contains("\"" + key + "\": dyn(");
        }
        assertThat(expression).contains("\"restartPolicy\": dyn(\"Always\")").contains("\"drop\": dyn([dyn(\"ALL\")])");
    }
}
