package dev.aligner.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Other people's gateways. */
final class Gateways {
    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();

    private Gateways() {}

    /** With a corrector of its own, and a route in Java. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithACorrector {
        @Bean
        StubCorrections corrections() {
            return new StubCorrections();
        }

        @Bean
        SimpleMeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        RouteLocator inJava(RouteLocatorBuilder routes, AlignerGatewayFilterFactory aligner, Environment environment) {
            return routes.routes()
                    .route(
                            "java",
                            route -> route.path("/java/**")
                                    .filters(filters -> filters.stripPrefix(1)
                                            .filter(aligner.apply(config -> config.setInstruction("politer"))))
                                    .uri(environment.getRequiredProperty("upstream")))
                    .build();
        }
    }

    /** Without one. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    /** @param name of a YAML file on the class path, without its ending */
    static ConfigurableApplicationContext start(Class<?> application, String name, String... arguments) {
        return new SpringApplicationBuilder(application)
                .properties("spring.config.name=" + name)
                .run(arguments);
    }

    static String url(ConfigurableApplicationContext gateway) {
        return "http://localhost:" + gateway.getEnvironment().getRequiredProperty("local.server.port");
    }

    static HttpRequest.Builder request(String url, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return headers.length == 0 ? request : request.headers(headers);
    }

    static HttpResponse<String> ask(String url, String body, String... headers)
            throws IOException, InterruptedException {
        return CLIENT.send(request(url, body, headers).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What comes up to and with a text. */
    static String until(InputStream in, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the end came before \"" + text + "\": " + seen);
            }
            seen.append((char) next);
        }
        return seen.toString();
    }
}
