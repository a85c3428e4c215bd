package dev.aligner.service.playground;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.relay.StreamMode;
import dev.aligner.service.config.RouteProperties;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page must know of the routes to ask one of them. Where an upstream is and its key are not in it.
 *
 * @param routes by name
 */
record PlayableRoutes(List<Playable> routes) {

    /**
     * @param model that requests must name, with {@code *} for anything; null for any
     * @param keyed whether the route has its upstream's key, so that the client needs none
     * @param stream the mode of a request that chooses none
     * @param streams those that one may choose
     */
    record Playable(
            String name,
            String path,
            @Nullable String host,
            @Nullable String model,
            boolean keyed,
            String stream,
            List<String> streams,
            List<String> instructions,
            @JsonProperty("min_strength") double minStrength,
            @JsonProperty("max_strength") double maxStrength) {
        private static Playable of(String name, RouteProperties route) {
            List<StreamMode> streams = route.streams().isEmpty() ? List.of(route.stream()) : route.streams();
            return new Playable(
                    name,
                    route.path(),
                    route.host(),
                    route.model(),
                    route.apiKey() != null,
                    route.stream().wireName(),
                    streams.stream().map(StreamMode::wireName).toList(),
                    route.instructions(),
                    route.minStrength(),
                    route.maxStrength());
        }
    }

    static PlayableRoutes of(Map<String, RouteProperties> routes) {
        return new PlayableRoutes(routes.entrySet().stream()
                .map(route -> Playable.of(route.getKey(), route.getValue()))
                .sorted(Comparator.comparing(Playable::name))
                .toList());
    }
}
