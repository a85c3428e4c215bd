package dev.aligner.service.observe;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The paths by which other model servers are asked how they are, so that scrapers and balancers made for those find us as
 * well. Each is another name for a path of ours, and whatever holds for that one holds for it.
 */
final class Aliases implements WebFilter, Ordered {
    private static final Map<String, String> PROBES = Map.of("/health", "/readyz", "/ping", "/readyz");
    private static final Map<String, String> ENDPOINTS = Map.of("/metrics", "/prometheus", "/info", "/info");

    private final @Nullable String management;

    /** @param management what the paths of the management's endpoints begin with, or null where they have another port */
    Aliases(@Nullable String management) {
        this.management = management;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String meant = HttpMethod.POST.equals(exchange.getRequest().getMethod())
                ? null
                : meant(exchange.getRequest().getURI().getRawPath());
        return chain.filter(
                meant == null
                        ? exchange
                        : exchange.mutate()
                                .request(request -> request.path(meant))
                                .build());
    }

    private @Nullable String meant(String path) {
        String endpoint = management == null ? null : ENDPOINTS.get(path);
        return endpoint == null ? PROBES.get(path) : management + endpoint;
    }

    /** Behind the request's id, and before all that looks at paths. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 10;
    }
}
