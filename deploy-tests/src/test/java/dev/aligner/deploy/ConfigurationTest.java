package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.relay.OnFailure;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.UnknownKeyCheck;
import dev.aligner.service.config.UnknownKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** The configuration that the chart writes is one that the service takes: every key is one of its own. */
class ConfigurationTest {
    static Stream<Path> good() {
        return Chart.goodValues().stream().filter(values -> !values.endsWith("existing.yaml"));
    }

    private static StandardEnvironment environment(List<YamlNode> objects) throws IOException {
        String yaml = objects.stream()
                .map(object -> object.at("data", "application.yaml"))
                .filter(YamlNode::present)
                .map(YamlNode::text)
                .findFirst()
                .orElseThrow();
        StandardEnvironment environment = new StandardEnvironment();
        // what extraEnv gives
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("environment", Map.of("OPENAI_API_KEY", "a key")));
        new YamlPropertySourceLoader()
                .load("chart", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                .forEach(environment.getPropertySources()::addLast);
        return environment;
    }

    private static AlignerProperties bind(StandardEnvironment environment) {
        return Binder.get(environment).bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
    }

    @ParameterizedTest
    @MethodSource("good")
    void bindsAndHasNoUnknownKey(Path values) throws IOException {
        StandardEnvironment environment = environment(Chart.aligner().render(Chart.NEWEST, values));

        UnknownKeyCheck.check(environment);

        AlignerProperties properties = bind(environment);
        assertThat(properties.deadline().max()).isEqualTo(properties.deadline().standard());
        assertThat(environment.getProperty("management.server.port", Integer.class))
                .isEqualTo(8081);
    }

    @Test
    void anUnknownKeyWouldBeFound() throws IOException {
        StandardEnvironment environment =
                environment(Chart.aligner().render(Chart.NEWEST, Map.of("config.aligner.engine.slotz", "4")));
        assertThatThrownBy(() -> UnknownKeyCheck.check(environment)).isInstanceOf(UnknownKeyException.class);
    }

    @Test
    void whatIsToHappenWithoutACorrectorHoldsForRoutesThatDoNotSay() throws IOException {
        Path values = Chart.root("helm", "aligner", "ci", "cpu.yaml");
        AlignerProperties properties = bind(environment(Chart.aligner().render(Chart.NEWEST, values)));
        assertThat(properties.routes())
                .hasEntrySatisfying(
                        "openai", route -> assertThat(route.onFailure()).isEqualTo(OnFailure.CLOSED))
                .hasEntrySatisfying(
                        "shadow", route -> assertThat(route.onFailure()).isEqualTo(OnFailure.OPEN));
    }

    @Test
    void theExternalProcessorIsReachableFromWhereItsProxyIs() throws IOException {
        assertThat(extProcAddress("gateway.yaml")).isEqualTo("0.0.0.0");
        assertThat(extProcAddress("sidecar.yaml")).isEqualTo("127.0.0.1");
    }

    @Test
    void itsBundleIsTheOneThatTheValuesName() throws IOException {
        StandardEnvironment environment =
                environment(Chart.aligner().render(Chart.NEWEST, Chart.root("helm", "aligner", "ci", "mtls.yaml")));
        String bundle = bind(environment).extProc().sslBundle();
        assertThat(bundle).isEqualTo("envoy");
        assertThat(environment.getProperty("spring.ssl.bundle.pem." + bundle + ".truststore.certificate"))
                .isNotBlank();
    }

    private static String extProcAddress(String values) throws IOException {
        return bind(environment(Chart.aligner().render(Chart.NEWEST, Chart.root("helm", "aligner", "ci", values))))
                .extProc()
                .address();
    }
}
