package dev.aligner.gateway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.gateway.AlignerGatewayFilterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.FileSystemResource;

/** The configuration and the bean that docs/gateway.md shows, in a gateway. */
@Timeout(600)
class DocumentedGatewayTest {
    private static final Pattern SHOWN =
            Pattern.compile("<!-- held by: DocumentedGatewayTest -->\n```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern.compile(".*\\.args\\.([^.\\[]+)");

    @TempDir
    Path folder = Path.of("");

    private Path configuration() throws IOException {
        Matcher shown = SHOWN.matcher(Files.readString(Path.of("../../docs/gateway.md")));
        assertThat(shown.find()).isTrue();
        return Files.writeString(folder.resolve("shown.yaml"), shown.group(1));
    }

    @Test
    void itsRoutesLoad() throws IOException {
        try (ConfigurableApplicationContext gateway = new SpringApplicationBuilder(SampleGateway.class, InJava.class)
                .run("--server.port=0", "--spring.config.additional-location=file:" + configuration())) {
            assertThat(gateway.getBean("cachedCompositeRouteLocator", RouteLocator.class)
                            .getRoutes()
                            .collectList()
                            .block())
                    .extracting(Route::getId)
                    .containsExactlyInAnyOrder("openai", "claude", "ollama", "openai");
        }
    }

    /** Spring Cloud Gateway itself passes over a name that a filter does not take. */
    @Test
    void itsArgumentsAreThoseOfTheFilter() throws IOException {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource(configuration()));
        Properties properties = Objects.requireNonNull(yaml.getObject());
        assertThat(properties.stringPropertyNames().stream()
                        .map(ARGUMENT::matcher)
                        .filter(Matcher::matches)
                        .map(argument -> argument.group(1)))
                .hasSizeGreaterThan(5)
                .allSatisfy(argument -> assertThat(
                                BeanUtils.getPropertyDescriptors(AlignerGatewayFilterFactory.Config.class))
                        .anyMatch(property -> uniform(property.getName()).equals(uniform(argument))));
    }

    private static String uniform(String name) {
        return ConfigurationPropertyName.adapt(name, '.').getLastElement(Form.UNIFORM);
    }

    static class InJava {
        @Bean
        RouteLocator routes(RouteLocatorBuilder routes, AlignerGatewayFilterFactory aligner) {
            return routes.routes()
                    .route(
                            "openai",
                            route -> route.path("/v1/**")
                                    .filters(filters ->
                                            filters.filter(aligner.apply(config -> config.setInstruction("politer"))))
                                    .uri("https://api.openai.com"))
                    .build();
        }
    }
}
