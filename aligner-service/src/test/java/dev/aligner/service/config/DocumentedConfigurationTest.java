package dev.aligner.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.service.DocumentTable;
import dev.aligner.service.Snippets;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The configuration that pages show is one that the service starts with, as far as keys and values can say. */
class DocumentedConfigurationTest {
    private static final Map<String, Object> PLACEHOLDERS =
            Map.of("OPENAI_API_KEY", "a key", "ANTHROPIC_API_KEY", "another");

    @TestFactory
    Stream<DynamicTest> itBindsAndHasNoUnknownKey() throws IOException {
        DocumentTable.takeSwitch();
        Set<String> ofSpring = ofSpring();
        return Snippets.heldBy(DocumentedConfigurationTest.class).entrySet().stream()
                .map(snippet -> DynamicTest.dynamicTest(snippet.getKey(), () -> check(snippet.getValue(), ofSpring)));
    }

    private static void check(String yaml, Set<String> ofSpring) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("placeholders", PLACEHOLDERS));
        for (var source : new YamlPropertySourceLoader()
                .load("shown", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
            environment.getPropertySources().addLast(source);
            assertThat(((EnumerablePropertySource<?>) source).getPropertyNames())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(known(key, ofSpring)).as(key).isTrue());
        }
        UnknownKeyCheck.check(environment);
        Binder.get(environment).bindOrCreate(AlignerProperties.PREFIX, Bindable.of(AlignerProperties.class));
    }

    /** Keys below a map of Spring's, an SSL bundle's for one, are not listed there one by one. */
    private static boolean known(String key, Set<String> ofSpring) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(key.replaceAll("\\[\\d+]", ""));
        return ConfigurationPropertyName.of(AlignerProperties.PREFIX).isAncestorOf(name)
                || ofSpring.contains(name.toString())
                || name.toString().startsWith("spring.ssl.bundle.pem.");
    }

    /** What those who wrote Spring's parts say that they take. */
    private static Set<String> ofSpring() throws IOException {
        Set<String> names = new HashSet<>();
        for (URL metadata : Collections.list(DocumentedConfigurationTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (var in = metadata.openStream()) {
                for (JsonNode property : new JsonMapper().readTree(in).path("properties")) {
                    names.add(property.get("name").stringValue());
                }
            }
        }
        return names;
    }
}
