package dev.aligner.service.config;

import dev.aligner.service.quota.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may ask, and how much. Tokens of an issuer are Spring's to configure:
 * {@code spring.security.oauth2.resourceserver.jwt}.
 *
 * @param keysFile callers, one a line; without it and without an issuer everybody may ask
 * @param reload time between two looks at that file
 * @param limits of each caller that has none of its own
 * @param anonymous of all together, where everybody may ask
 */
public record SecurityProperties(
        @Nullable String keysFile,
        @DefaultValue("5s") Duration reload,
        @DefaultValue PerCaller limits,
        @DefaultValue PerCaller anonymous) {

    /**
     * Limits; 0 for none.
     *
     * @param requestsPerMinute requests that begin
     * @param tokensPerMinute tokens that correctors read and write
     * @param concurrent requests under way at once
     */
    public record PerCaller(
            @DefaultValue("0") int requestsPerMinute,
            @DefaultValue("0") int tokensPerMinute,
            @DefaultValue("0") int concurrent) {
        public PerCaller {
            Ranges.check("aligner.security.*.requests-per-minute", requestsPerMinute, 0, Limits.MOST);
            Ranges.check("aligner.security.*.tokens-per-minute", tokensPerMinute, 0, Limits.MOST);
            Ranges.check("aligner.security.*.concurrent", concurrent, 0, Limits.MOST);
        }

        public Limits toLimits() {
            return new Limits(requestsPerMinute, tokensPerMinute, concurrent);
        }
    }

    public SecurityProperties {
        if (keysFile != null && keysFile.isBlank()) {
            throw new IllegalArgumentException("aligner.security.keys-file: blank (expected: a file, or none)");
        }
        Ranges.check("aligner.security.reload", reload, Duration.ofMillis(10), Duration.ofHours(1));
    }
}
