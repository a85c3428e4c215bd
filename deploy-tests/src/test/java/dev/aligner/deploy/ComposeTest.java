package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.UnknownKeyCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** The compose file: confined, bounded, reachable from this machine alone, and without a password. */
class ComposeTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:-[^}]*)?}");

    private static YamlNode compose() throws IOException {
        return YamlNode.documents(Files.readString(Chart.root("docker-compose.yml")))
                .get(0);
    }

    static List<String> services() throws IOException {
        return compose().at("services").keys();
    }

    private static YamlNode service(String name) throws IOException {
        return compose().at("services", name);
    }

    @ParameterizedTest
    @MethodSource("services")
    void isConfinedAndBounded(String name) throws IOException {
        YamlNode service = service(name);
        assertThat(service.at("read_only").value()).isEqualTo(true);
        assertThat(service.at("cap_drop").texts()).containsExactly("ALL");
        assertThat(service.at("security_opt").texts()).contains("no-new-privileges:true");
        for (String bound : List.of("mem_limit", "cpus", "pids_limit", "healthcheck")) {
            assertThat(service.at(bound).present()).as(bound).isTrue();
        }
        assertThat(service.at("image").text()).matches(".+:.*[0-9].*");
        assertThat(service.at("ports").texts()).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void waitsForWhatItNeeds() throws IOException {
        for (String name : services()) {
            YamlNode needed = service(name).at("depends_on");
            for (String other : needed.keys()) {
                assertThat(needed.at(other, "condition").text()).isEqualTo("service_healthy");
            }
        }
    }

    /** What is asked for in a profile that is off stops the others. */
    @Test
    void everyVariableHasADefaultWhichTheExampleSays() throws IOException {
        Set<String> example = Files.readAllLines(Chart.root(".env.example")).stream()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .collect(Collectors.toSet());
        Set<String> used = VARIABLE.matcher(Files.readString(Chart.root("docker-compose.yml")))
                .results()
                .map(found -> found.group(1) + "=" + found.group(2).substring(":-".length()))
                .collect(Collectors.toSet());
        assertThat(used).isEqualTo(example);
    }

    @Test
    void nobodyLogsIn() throws IOException {
        YamlNode grafana = service("grafana").at("environment");
        assertThat(grafana.at("GF_AUTH_DISABLE_LOGIN_FORM").text()).isEqualTo("true");
        assertThat(grafana.at("GF_AUTH_ANONYMOUS_ORG_ROLE").text()).isEqualTo("Viewer");
        assertThat(Files.readString(Chart.root("docker-compose.yml"))).doesNotContainIgnoringCase("_password");
    }

    @Test
    void whatIsMountedIsThere() throws IOException {
        for (String name : services()) {
            for (String volume : service(name).at("volumes").texts()) {
                String from = volume.substring(0, volume.indexOf(':'));
                if (from.startsWith("./")) {
                    assertThat(Chart.root(from.substring(2))).exists();
                    assertThat(volume).endsWith(":ro");
                } else {
                    assertThat(compose().at("volumes").keys()).contains(from);
                }
            }
        }
    }

    @Test
    void theConfigurationIsTheServices() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        YamlNode variables = service("aligner").at("environment");
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "environment",
                        Stream.of("UPSTREAM", "OLLAMA", "VLLM")
                                .collect(Collectors.toMap(name -> name, name -> standard(variables.at(name))))));
        new YamlPropertySourceLoader()
                .load("compose", new FileSystemResource(Chart.root("docker", "application.yaml")))
                .forEach(environment.getPropertySources()::addLast);

        UnknownKeyCheck.check(environment);

        AlignerProperties properties =
                Binder.get(environment).bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
        assertThat(properties.routes())
                .hasEntrySatisfying(
                        "upstream",
                        route -> assertThat(route.upstream()).isEqualTo(URI.create("http://upstream:9000")));
        // what is under way ends within the grace that the container is given
        assertThat(properties.deadline().max().toSeconds()).isLessThan(60);
        assertThat(service("aligner").at("stop_grace_period").text()).isEqualTo("60s");
    }

    private static String standard(YamlNode variable) {
        MatchResult found =
                VARIABLE.matcher(variable.text()).results().findFirst().orElseThrow();
        return found.group(2).substring(":-".length());
    }

    @Test
    void prometheusScrapesThePortThatTheServiceIsManagedAt() throws IOException {
        YamlNode job = YamlNode.documents(Files.readString(Chart.root("docker", "prometheus", "prometheus.yml")))
                .get(0)
                .at("scrape_configs", 0);
        YamlNode management = YamlNode.documents(Files.readString(Chart.root("docker", "application.yaml")))
                .get(0)
                .at("management");
        assertThat(job.at("static_configs", 0, "targets").texts())
                .containsExactly("aligner:" + management.at("server", "port").text());
        assertThat(management.at("endpoints", "web", "exposure", "include").text())
                .contains("prometheus");
    }

    @Test
    void gpusAreGivenToServicesThatThereAre() throws IOException {
        YamlNode gpu = YamlNode.documents(Files.readString(Chart.root("docker-compose.gpu.yml")))
                .get(0)
                .at("services");
        assertThat(services()).containsAll(gpu.keys());
        assertThat(gpu.at("aligner", "build", "target").text()).isEqualTo("cuda");
    }

    /** Of what the ignore file lets through, something must be there. */
    @Test
    void theImageIsMadeOfWhatThereIs() throws IOException {
        Path root = Chart.root();
        List<String> lines = Files.readAllLines(root.resolve(".dockerignore"));
        assertThat(lines).contains("*");
        for (String line : lines) {
            if (line.startsWith("!") && !line.contains("*")) {
                assertThat(root.resolve(line.substring(1))).exists();
            }
        }
        assertThat(lines).contains("!pom.xml", "!*/pom.xml", "!*/src/", "!models/", "!docker/");
    }
}
