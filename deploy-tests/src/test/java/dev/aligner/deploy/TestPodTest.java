package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The pod of {@code helm test}: rendering leaves hooks out, so it is rendered from a chart in which it is none. */
class TestPodTest {
    @TempDir
    private Path folder;

    private Chart chart = Chart.aligner();

    @BeforeEach
    void withoutHooks() throws IOException {
        FileSystemUtils.copyRecursively(Chart.aligner().directory(), folder);
        Path pod = folder.resolve("templates/tests/correction.yaml");
        Files.writeString(pod, Files.readString(pod).replace("helm.sh/hook", "example.com/hook"));
        chart = new Chart(folder);
    }

    private List<YamlNode> render(Map<String, String> values) {
        return chart.render(Chart.NEWEST, values);
    }

    private YamlNode container(Map<String, String> values) {
        YamlNode pod = Chart.only(render(values), "Pod");
        assertThat(UnknownFields.of(pod)).isEmpty();
        YamlNode container = pod.at("spec", "containers").named("test");
        assertThat(container.at("volumeMounts").elements())
                .allMatch(mount ->
                        pod.at("spec", "volumes").named(mount.at("name").text()).present());
        return container;
    }

    private static String variable(YamlNode container, String name) {
        return container.at("env").named(name).at("value").text();
    }

    @Test
    void asksTheServiceInTheWayThatItAnswers() {
        YamlNode plain = container(Map.of());
        assertThat(variable(plain, "SERVICE")).isEqualTo("http://demo-aligner.prod.svc:8080");
        assertThat(plain.at("env").named("TLS").present()).isFalse();

        YamlNode unchecked = container(Map.of("tls.existingSecret", "a"));
        assertThat(variable(unchecked, "SERVICE")).isEqualTo("https://demo-aligner.prod.svc:8080");
        assertThat(variable(unchecked, "TLS")).isEqualTo("unchecked");

        YamlNode checked =
                container(Map.of("tls.existingSecret", "a", "tls.clientAuth", "need", "tests.tlsSecret", "b"));
        assertThat(variable(checked, "TLS")).isEqualTo("/tls");
        assertThat(checked.at("volumeMounts").named("tls").at("mountPath").text())
                .isEqualTo("/tls");
    }

    @Test
    void isNotThereWhereItWouldNotBeLetIn() {
        assertThat(render(Map.of("tls.existingSecret", "a", "tls.clientAuth", "need")))
                .noneMatch(object -> object.at("kind").text().equals("Pod"));
    }
}
