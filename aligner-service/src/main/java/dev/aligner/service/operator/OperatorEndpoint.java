package dev.aligner.service.operator;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.CorrectorHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For whoever runs the service. Nothing here holds a text. */
@RestController
class OperatorEndpoint {
    private static final CorrectorLoad NOTHING = new CorrectorLoad(0, 0);

    private final CorrectorHost host;
    private final RecentCorrections recent;
    private final RouteCounts routes;
    private final InstantSource clock;
    private final long since;
    private final int queueCapacity;
    private final int slots;

    OperatorEndpoint(
            CorrectorHost host,
            RecentCorrections recent,
            MeterRegistry registry,
            InstantSource clock,
            AlignerProperties properties) {
        this.host = host;
        this.recent = recent;
        this.routes = new RouteCounts(registry);
        this.clock = clock;
        this.since = clock.millis();
        this.queueCapacity = properties.engine().queueCapacity();
        this.slots = properties.engine().slots();
    }

    @Operation(
            operationId = "overview",
            tags = "admin",
            summary = "Load and counts",
            description = "Counts are those since the process began. A slot is a correction that is in the batch.")
    @GetMapping(path = "/admin/overview", produces = MediaType.APPLICATION_JSON_VALUE)
    Overview overview() {
        String status = "ready";
        CorrectorLoad load = NOTHING;
        try {
            load = host.get().load();
            host.admit();
        } catch (AlignerException refusing) {
            status = refusing.code().wireName();
        }
        return new Overview(
                status,
                since,
                clock.millis(),
                new Overview.Load(load.waiting(), queueCapacity),
                new Overview.Load(load.running(), slots),
                recent.counts().tokens(),
                recent.counts().ended(),
                routes.answers(),
                routes.shadow());
    }

    @Operation(
            operationId = "recentCorrections",
            tags = "admin",
            summary = "The last corrections, newest first, without their texts",
            description = "At most " + RecentCorrections.KEPT + ", kept in memory alone.")
    @GetMapping(path = "/admin/corrections", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, List<SeenCorrection>> corrections() {
        return Map.of("corrections", recent.last());
    }
}
