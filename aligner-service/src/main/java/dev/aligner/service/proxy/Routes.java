package dev.aligner.service.proxy;

import dev.aligner.relay.HeaderLookup;
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
        routes = all.sorted(
                        Comparator.comparing((Route route) -> route.properties().host() != null)
                                .thenComparing(route -> route.headers().size())
                                .thenComparing(route -> route.models() != null)
                                .thenComparing((Route route) ->
                                        route.properties().path().length())
                                .reversed()
                                .thenComparing(Route::name))
                .toList();
    }

    /** Where a request goes, as its head says. */
    record Address(String path, @Nullable String host, HeaderLookup headers) {}

    /**
     * A route by its name.
     *
     * @param headers that a request must have, with what their values must be
     * @param models that it takes, or null for all
     */
    record Route(
            String name,
            RouteProperties properties,
            Map<String, Pattern> headers,
            @Nullable Pattern models,
            RoutePolicy policy,
            Guard guard) {
        static Route of(String name, RouteProperties properties) {
            String model = properties.model();
            return new Route(
                    name,
                    properties,
                    properties.headers().entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, header -> glob(header.getValue()))),
                    model == null ? null : glob(model),
                    properties.policy(),
                    Guard.of(name, properties.call()));
        }

        private static Pattern glob(String text) {
            return Pattern.compile(
                    Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        }

        private boolean fits(Address address) {
            return address.path().startsWith(properties.path())
                    && (properties.host() == null || properties.host().equalsIgnoreCase(address.host()))
                    && (headers.isEmpty() || bears(address.headers()));
        }

        private boolean bears(HeaderLookup request) {
            return headers.entrySet().stream().allMatch(header -> {
                String value = request.first(header.getKey());
                return value != null && header.getValue().matcher(value).matches();
            });
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

    /** Whether any request of this address could have a route. */
    boolean possible(Address address) {
        return first(address) != null;
    }

    /** Whether each route that a request of this address may have puts its own key in the place of the client's. */
    boolean replaceCredentials(Address address) {
        for (Route route : routes) {
            if (route.properties().apiKey() == null && route.fits(address)) {
                return false;
            }
        }
        return true;
    }

    /** The route of all requests of this address, whatever model they name; empty where it depends on that. */
    Optional<Route> sole(Address address) {
        return Optional.ofNullable(first(address)).filter(route -> route.models() == null);
    }

    /** @param model that the request names, or null */
    Optional<Route> find(Address address, @Nullable String model) {
        for (Route route : routes) {
            if (route.fits(address) && route.fits(model)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /** In a loop, as all that is asked of every request here: streams took some 4 % of what one costs that passes. */
    private @Nullable Route first(Address address) {
        for (Route route : routes) {
            if (route.fits(address)) {
                return route;
            }
        }
        return null;
    }
}
