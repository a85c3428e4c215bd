package dev.aligner.service.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the log's records. */
final class AuditMeters {
    private AuditMeters() {}

    static Counter written(MeterRegistry meters) {
        return Counter.builder("aligner.audit.records")
                .description("Records that were written to the log of corrections")
                .register(meters);
    }

    /** One for all who lose some. */
    static Counter lost(MeterRegistry meters) {
        return Counter.builder("aligner.audit.lost")
                .description("Corrections whose record could not be written, or found the queue full")
                .register(meters);
    }
}
