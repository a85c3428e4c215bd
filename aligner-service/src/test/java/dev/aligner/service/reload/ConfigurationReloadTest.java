package dev.aligner.service.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.Settings;
import dev.aligner.service.config.SettingsFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ConfigurationReloadTest {
    private static final String PART_REFUSES = "refused-by-a-part";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StandardEnvironment environment = environment();
    private final Settings settings =
            new Settings(Binder.get(environment).bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class));
    private final ConfigurationReload reload = new ConfigurationReload(
            new SettingsFile(environment),
            settings,
            List.of(next -> () -> {}, next -> {
                if (next.routes().containsKey(PART_REFUSES)) {
                    throw new IllegalArgumentException("a part refuses");
                }
                return () -> {};
            }),
            InstantSource.system(),
            registry);

    private static StandardEnvironment environment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "aligner.routes.fixed.upstream", "http://fixed",
                                "aligner.routes.fixed.path", "/fixed/",
                                "aligner.plugs.on-failure", "closed",
                                "secret.of.the.operator", "sk-1")));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private void read(String yaml) throws IOException {
        reload.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private double count(String outcome) {
        return registry.get("aligner.config.reloads")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private Object shown() {
        Info.Builder info = new Info.Builder();
        reload.contribute(info);
        return info.build().getDetails().getOrDefault("configuration", "none");
    }

    private static String route(String name) {
        return "aligner: {routes: {" + name + ": {upstream: http://" + name + ", path: /" + name + "/}}}";
    }

    @Provide
    Arbitrary<List<String>> contents() {
        Arbitrary<String> good = Arbitraries.of("a", "b", "c").map(ConfigurationReloadTest::route);
        Arbitrary<String> bad = Arbitraries.of(
                route(PART_REFUSES),
                "aligner: {routes: {x: {upstream: ftp://x}}}",
                "aligner: {routes: {x: {upstreem: http://x}}}",
                "aligner: {engine: {slots: 2}}",
                "other: 1\naligner: {routes: {fixed: {min-strength: 0.9, max-strength: 0.1}}}",
                "{");
        return Arbitraries.oneOf(good, bad).list().ofMaxSize(12);
    }

    @Property(tries = 60)
    void whatIsInForceIsWhatTheLastGoodFileSaysOverTheStart(@ForAll("contents") List<String> contents) {
        AlignerProperties expected = settings.get();
        double refusedBefore = count("refused");
        double appliedBefore = count("applied");
        int bad = 0;
        for (String content : contents) {
            Object before = shown();
            try {
                read(content);
                String name = content.replaceAll("^.*routes: \\{(\\w+):.*$", "$1");
                assertThat(settings.get().routes()).containsOnlyKeys("fixed", name);
                assertThat(shown()).isNotEqualTo("none");
                expected = settings.get();
            } catch (IOException | RuntimeException refusal) {
                bad++;
                assertThat(settings.get()).isSameAs(expected);
                assertThat(shown()).isEqualTo(before);
            }
        }
        assertThat(count("refused") - refusedBefore).isEqualTo(bad);
        assertThat(count("applied") - appliedBefore).isEqualTo(contents.size() - bad);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aligner: {engine: {slots: 2}} | aligner.engine.slots: cannot change while the service runs",
                "aligner: {plugs: {enabled: kong}} | aligner.plugs.enabled: cannot change while the service runs",
                "aligner: {routes: {a: {upstreem: http://x}}} | nearest known: aligner.routes.name.upstream",
                "aligner: {routes: {a: {upstream: ftp://x}}} | aligner.routes.*.upstream (expected: http://",
                "aligner: {routes: {fixed: {call: {attempts: 99}}}} | (expected: 1..10)",
                "aligner: {routes: {a: {upstream: http://a}, b: {upstream: http://b}}} | the same path",
                "aligner: { | not YAML"
            })
    void aRefusalNamesTheKey(String yaml, String expected) {
        assertThatThrownBy(() -> read(yaml)).hasMessageContaining(expected);
    }

    @Test
    void aFileMayChangeAPartOfARouteAndTakeSecretsFromElsewhere() throws IOException {
        read(
                "aligner: {routes: {fixed: {api-key: '${secret.of.the.operator}', deadline: 3s}}, plugs: {min-strength: 0.5}}");
        var route = Objects.requireNonNull(settings.get().routes().get("fixed"));
        assertThat(route.upstream()).hasHost("fixed");
        assertThat(route.apiKey()).isEqualTo("sk-1");
        assertThat(route.deadline()).hasSeconds(3);
        assertThat(settings.get().plugs().minStrength()).isEqualTo(0.5);
        read("");
        assertThat(settings.get().plugs().minStrength()).isZero();
    }
}
