package dev.aligner.service.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.service.config.RouteProperties;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RoutesTest {
    /** Properties of a route, name and value in turns. */
    private static RouteProperties route(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("r.upstream", "http://localhost:1"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("r." + settings[i], settings[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(all))
                .bind("r", RouteProperties.class)
                .get();
    }

    private static Routes.Address to(String path, @Nullable String host, String... headers) {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        return new Routes.Address(path, host, name -> all.get(name.toLowerCase(Locale.ROOT)));
    }

    private static String found(Routes routes, Routes.Address address, @Nullable String model) {
        return routes.find(address, model).map(Routes.Route::name).orElse("none");
    }

    @Test
    void aRouteTakesItsHostItsHeadersAndItsModels() {
        Routes routes = new Routes(Map.of(
                "host", route("path", "/v1/", "host", "api.example.org"),
                "model", route("path", "/v1/", "model", "gpt-*-mini"),
                "team", route("path", "/v1/", "headers.X-Team", "blue*"),
                "other", route("path", "/v1/chat/")));

        assertThat(found(routes, to("/v1/models", "API.example.org"), null)).isEqualTo("host");
        assertThat(found(routes, to("/v1/models", "example.org"), null)).isEqualTo("none");
        assertThat(found(routes, to("/v1/models", null, "x-team", "blue-2"), null))
                .isEqualTo("team");
        assertThat(found(routes, to("/v1/models", null, "x-team", "a blue one"), null))
                .isEqualTo("none");
        assertThat(found(routes, to("/v1/chat/completions", null), "gpt-5-mini"))
                .isEqualTo("model");
        assertThat(found(routes, to("/v1/chat/completions", null), "gpt-5")).isEqualTo("other");
        assertThat(found(routes, to("/v1/chat/completions", null), null)).isEqualTo("other");
        assertThat(found(routes, to("/v2/chat/completions", null), "gpt-5-mini"))
                .isEqualTo("none");
    }

    @Test
    void ofThoseThatFitTheOneThatAsksForMostIsTaken() {
        Routes routes = new Routes(Map.of(
                "any", route(),
                "longer", route("path", "/v1/"),
                "model", route("model", "m"),
                "header", route("headers.a", "1"),
                "headers", route("headers.a", "1", "headers.b", "*"),
                "host", route("host", "h"),
                "all", route("host", "h", "headers.a", "1", "model", "m")));

        assertThat(found(routes, to("/v2", null), null)).isEqualTo("any");
        assertThat(found(routes, to("/v1/x", null), null)).isEqualTo("longer");
        assertThat(found(routes, to("/v1/x", null), "m")).isEqualTo("model");
        assertThat(found(routes, to("/v1/x", null, "a", "1"), "m")).isEqualTo("header");
        assertThat(found(routes, to("/v1/x", null, "a", "1", "b", "2"), "m")).isEqualTo("headers");
        assertThat(found(routes, to("/v1/x", "h", "a", "2"), "m")).isEqualTo("host");
        assertThat(found(routes, to("/v1/x", "h", "a", "1"), "m")).isEqualTo("all");
    }

    @Test
    void whatIsNotKnownBeforeTheBodyIsReadIsNotDecided() {
        Routes routes = new Routes(
                Map.of("model", route("model", "m", "api-key", "k"), "team", route("headers.x-team", "blue")));

        assertThat(routes.sole(to("/v1/x", null))).isEmpty();
        assertThat(routes.sole(to("/v1/x", null, "x-team", "blue")).map(Routes.Route::name))
                .contains("team");
        assertThat(routes.replaceCredentials(to("/v1/x", null))).isTrue();
        assertThat(routes.replaceCredentials(to("/v1/x", null, "x-team", "blue")))
                .isFalse();
    }

    @Test
    void whatIsNoHeaderIsNamed() {
        assertThatThrownBy(() -> route("headers.[a b]", "1"))
                .isInstanceOf(BindException.class)
                .hasRootCauseMessage("aligner.routes.*.headers.a b (expected: a header's name, once, and a value; *"
                        + " stands for anything)");
        assertThatThrownBy(() -> route("headers.a", " ")).isInstanceOf(BindException.class);
    }
}
