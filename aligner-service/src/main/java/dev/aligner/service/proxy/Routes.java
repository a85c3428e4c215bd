package dev.aligner.service.proxy;

import dev.aligner.relay.RoutePolicy;
import dev.aligner.service.config.RouteProperties;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request: of those that fit, the one that asks for most. */
final class Routes {
    private final List<Route> routes;

    Routes(Map<String, RouteProperties> properties) {
        this(properties.entrySet().stream().map(entry -> Route.of(entry.getKey(), entry.getValue())));
    }

    private Routes(Stream<Route> all) {
        routes = all.sorted(Comparator.comparingInt(Route::demands)
                        .thenComparing(
                                (Route route) -> route.properties().path().length())
                        .reversed()
                        .thenComparing(Route::name))
                .toList();
    }

    /**
     * A route by its name.
     *
     * @param models that it takes, or null for all
     */
    record Route(
            String name,
            RouteProperties properties,
            @Nullable Pattern models,
            RoutePolicy policy,
            Guard guard) {
        static Route of(String name, RouteProperties properties) {
            String glob = properties.model();
            return new Route(
                    name,
                    properties,
                    glob == null
                            ? null
                            : Pattern.compile(Arrays.stream(glob.split("\\*", -1))
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*"))),
                    properties.policy(),
                    Guard.of(name, properties.call()));
        }

        private int demands() {
            return (properties.host() == null ? 0 : 2) + (properties.model() == null ? 0 : 1);
        }

        private boolean fits(String path, @Nullable String host) {
            return path.startsWith(properties.path())
                    && (properties.host() == null || properties.host().equalsIgnoreCase(host));
        }

        private boolean fits(@Nullable String model) {
            return models == null || (model != null && models.matcher(model).matches());
        }
    }

    /** Others. Those that are the same stay, and with them what their breakers know. */
    Routes with(Map<String, RouteProperties> properties) {
        return new Routes(properties.entrySet().stream()
                .map(entry -> all().filter(route -> route.name().equals(entry.getKey())
                                && route.properties().equals(entry.getValue()))
                        .findFirst()
                        .orElseGet(() -> Route.of(entry.getKey(), entry.getValue()))));
    }

    Stream<Route> all() {
        return routes.stream();
    }

    boolean none() {
        return routes.isEmpty();
    }

    /** Whether any request of this path and host could have a route. */
    boolean possible(String path, @Nullable String host) {
        return routes.stream().anyMatch(route -> route.fits(path, host));
    }

    /** Whether each route that a request of this path and host may have puts its own key in the place of the client's. */
    boolean replaceCredentials(String path, @Nullable String host) {
        return routes.stream()
                .filter(route -> route.fits(path, host))
                .allMatch(route -> route.properties().apiKey() != null);
    }

    /** The route of all requests of this path and host, whatever model they name; empty where it depends on that. */
    Optional<Route> sole(String path, @Nullable String host) {
        return routes.stream()
                .filter(route -> route.fits(path, host))
                .findFirst()
                .filter(route -> route.models() == null);
    }

    /** @param model that the request names, or null */
    Optional<Route> find(String path, @Nullable String host, @Nullable String model) {
        return routes.stream()
                .filter(route -> route.fits(path, host) && route.fits(model))
                .findFirst();
    }
}
