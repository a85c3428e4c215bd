package dev.aligner.service.observe;

import dev.aligner.service.host.CorrectorHost;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The corrector among the parts of {@code /actuator/health}: the same answer as {@code /readyz}. */
record CorrectorHealth(CorrectorHost host) implements HealthIndicator {
    @Override
    public Health health() {
        return host.serves() ? Health.up().build() : Health.outOfService().build();
    }
}
