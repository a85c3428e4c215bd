package dev.aligner.service.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration that changes while the service runs.
 *
 * @param file a YAML file with routes, and what else may change; none is looked at without one
 * @param period between two looks at it
 */
public record ReloadProperties(
        @Nullable String file, @DefaultValue("5s") Duration period) {
    public ReloadProperties {
        if (file != null && file.isBlank()) {
            throw new IllegalArgumentException("aligner.reload.file: blank (expected: a file, or none)");
        }
        Ranges.check("aligner.reload.period", period, Duration.ofMillis(100), Duration.ofHours(1));
    }
}
