package dev.aligner.service.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The log of corrections.
 *
 * @param file that records are appended to; none without one
 * @param required whether nothing of a correction may leave before its record is written
 * @param queue records that may wait to be written; more are lost, or refused where they are required
 * @param content the texts of corrections
 */
public record AuditProperties(
        @Nullable String file,
        @DefaultValue("false") boolean required,
        @DefaultValue("1000") int queue,
        @DefaultValue Content content) {

    /**
     * Questions, answers and corrections, in files beside the log.
     *
     * @param enabled whether they are kept
     * @param retention days for which they are, today's included; older files are removed
     */
    public record Content(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("7d") Duration retention) {
        public Content {
            Ranges.check("aligner.audit.content.retention", retention, Duration.ofDays(1), Duration.ofDays(3650));
        }

        /** For how many days texts are there; 0 for none. */
        public int days() {
            return enabled ? Math.toIntExact(retention.toDays()) : 0;
        }
    }

    public AuditProperties {
        if (file != null && file.isBlank()) {
            throw new IllegalArgumentException("aligner.audit.file: blank (expected: a file, or none)");
        }
        if (file == null && (required || content.enabled())) {
            throw new IllegalArgumentException(
                    "aligner.audit.file: none (expected: a file, where aligner.audit.required or content is on)");
        }
        Ranges.check("aligner.audit.queue", queue, 1, 1_000_000);
    }
}
