package dev.aligner.service.observe;

import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanFilter;

/**
 * Takes the stack traces out of spans that failed. What Reactor hangs on an exception names the request with its query, in which a
 * client's key may stand; the exception's class is an attribute, and its message the span's status.
 */
final class NoStackTraces implements SpanFilter {
    /** The event that OpenTelemetry makes of an exception. */
    private static final String EXCEPTION = "exception";

    @Override
    public FinishedSpan map(FinishedSpan span) {
        return span.setEvents(span.getEvents().stream()
                .filter(event -> !event.getValue().equals(EXCEPTION))
                .toList());
    }
}
