package dev.aligner.service.observe;

import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.service.host.CorrectorHost;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** What the corrector of this process is, and how busy. */
public final class HostMeters implements MeterBinder {
    private static final int SHORT = 12;

    private final CorrectorHost host;
    private final int slots;

    /** @param slots corrections at once */
    public HostMeters(CorrectorHost host, int slots) {
        this.host = host;
        this.slots = slots;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        load(registry, "aligner.requests.waiting", "Requests in the engine's queue", CorrectorLoad::waiting);
        load(registry, "aligner.requests.running", "Requests in the engine's batch", CorrectorLoad::running);
        load(
                registry,
                "aligner.kv.cache.ratio",
                "Slots of the cache that are in use, of all",
                load -> Math.min(1, (double) load.running() / slots));
        Gauge.builder("aligner.live", host, found -> found.healthy() ? 1 : 0)
                .description("1 as long as the process is worth keeping")
                .register(registry);
        Gauge.builder("aligner.ready", host, found -> found.serves() ? 1 : 0)
                .description("1 as long as requests can be served")
                .register(registry);
        MultiGauge models = MultiGauge.builder("aligner.model.info")
                .description("The correctors that are loaded; always 1")
                .register(registry);
        host.whenLoaded(corrector ->
                models.register(corrector.cards().stream().map(HostMeters::row).toList(), true));
    }

    private void load(MeterRegistry registry, String name, String description, ToDoubleFunction<CorrectorLoad> of) {
        Gauge.builder(
                        name,
                        host,
                        found -> found.current()
                                .map(Corrector::load)
                                .map(of::applyAsDouble)
                                .orElse(0.0))
                .description(description)
                .register(registry);
    }

    private static MultiGauge.Row<Number> row(CorrectorCard card) {
        String digest = card.digest();
        return MultiGauge.Row.of(
                Tags.of(
                        "name",
                        card.id(),
                        "revision",
                        digest.isEmpty() ? "unknown" : digest.substring(0, Math.min(SHORT, digest.length())),
                        "digest",
                        digest.isEmpty() ? "unknown" : digest,
                        "dtype",
                        card.precision(),
                        "device",
                        card.device()),
                1);
    }
}
