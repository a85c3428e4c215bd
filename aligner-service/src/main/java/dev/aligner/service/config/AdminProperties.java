package dev.aligner.service.config;

import org.jspecify.annotations.Nullable;

/**
 * What can be changed while the service runs.
 *
 * @param adapters the directory whose adapters may be added; none can without it
 */
public record AdminProperties(@Nullable String adapters) {
    public AdminProperties {
        if (adapters != null && adapters.isBlank()) {
            throw new IllegalArgumentException("aligner.admin.adapters: blank (expected: a directory, or none)");
        }
    }
}
