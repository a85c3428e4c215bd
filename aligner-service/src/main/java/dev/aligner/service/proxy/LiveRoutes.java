package dev.aligner.service.proxy;

import dev.aligner.relay.ShadowMode;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.RouteProperties;
import dev.aligner.service.reload.Reloadable;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;

/** The routes in force. A request takes them once, and keeps them to its end. */
final class LiveRoutes implements Supplier<Routes>, Reloadable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private final SslBundles bundles;
    private final MultiGauge shadows;
    private final MultiGauge breakers;
    private volatile Routes routes;

    LiveRoutes(Map<String, RouteProperties> started, SslBundles bundles, MeterRegistry registry) {
        this.bundles = bundles;
        checkBundles(started);
        shadows = MultiGauge.builder("aligner.shadow.enabled")
                .description("1 where answers of a route are watched only")
                .register(registry);
        breakers = MultiGauge.builder("aligner.breaker.open")
                .description("1 where calls are not made, because too many have failed of late")
                .register(registry);
        routes = new Routes(started);
        show(routes);
    }

    @Override
    public Routes get() {
        return routes;
    }

    @Override
    public Runnable prepare(AlignerProperties next) {
        checkBundles(next.routes());
        Routes changed = routes.with(next.routes());
        return () -> {
            routes = changed;
            show(changed);
        };
    }

    /** Better that a start or a change is refused than every request. */
    private void checkBundles(Map<String, RouteProperties> all) {
        List<String> known = bundles.getBundleNames();
        all.forEach((name, route) -> {
            String bundle = route.sslBundle();
            if (bundle != null && !known.contains(bundle)) {
                throw new IllegalArgumentException("aligner.routes." + name + ".ssl-bundle: " + bundle
                        + " (expected: one of spring.ssl.bundle, " + known + ")");
            }
        });
    }

    private void show(Routes now) {
        shadows.register(now.all().map(LiveRoutes::shadow).toList(), true);
        breakers.register(
                now.all()
                        .flatMap(route -> Stream.of(
                                breaker(route, "upstream", route.guard().upstream()),
                                breaker(
                                        route,
                                        "corrector",
                                        route.guard().corrector().breaker())))
                        .toList(),
                true);
        now.all()
                .filter(LiveRoutes::watched)
                .forEach(route -> LOG.warn("route {}: shadow mode, its answers are not corrected", route.name()));
    }

    private static boolean watched(Routes.Route route) {
        return route.properties().shadow() != ShadowMode.OFF;
    }

    private static MultiGauge.Row<Number> shadow(Routes.Route route) {
        return MultiGauge.Row.of(Tags.of("route", route.name()), watched(route) ? 1 : 0);
    }

    private static MultiGauge.Row<?> breaker(Routes.Route route, String before, CircuitBreaker breaker) {
        return MultiGauge.Row.of(
                Tags.of("route", route.name(), "before", before),
                breaker,
                state -> state.getState() == CircuitBreaker.State.OPEN ? 1 : 0);
    }
}
