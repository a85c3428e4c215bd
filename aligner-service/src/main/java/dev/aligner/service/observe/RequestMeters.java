package dev.aligner.service.observe;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Why;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Counts and times what the corrector is asked for: an answer, a sentence of a stream, a line of a batch. */
final class RequestMeters {
    /** Refused before anything was done, so that the others are served. */
    private static final Set<ErrorCode> SHED =
            EnumSet.of(ErrorCode.QUEUE_FULL, ErrorCode.BREAKER_OPEN, ErrorCode.NOT_READY, ErrorCode.DRAINING);

    private static final String ROUTE = "route";
    private static final String OUTCOME = "outcome";

    private final MeterProvider<Counter> requests;
    private final MeterProvider<Timer> durations;
    private final MeterProvider<Timer> served;
    private final DistributionSummary editRatio;
    private final Map<ErrorCode, Counter> shed = new EnumMap<>(ErrorCode.class);

    RequestMeters(MeterRegistry registry) {
        requests = Counter.builder("aligner.requests")
                .description("Texts that the corrector was asked to correct, by how that ended")
                .withRegistry(registry);
        durations = Histograms.ofRequests("aligner.request.duration")
                .description("From asking the corrector to its correction, or to its failure")
                .withRegistry(registry);
        served = Histograms.ofRequests(GenAi.SERVER_DURATION)
                .description("The same by the names of OpenTelemetry")
                .withRegistry(registry);
        editRatio = Histograms.ofRatios("aligner.edit.ratio")
                .description("Edits of each text that the model read, as a ratio of its length")
                .register(registry);
        for (ErrorCode code : SHED) {
            shed.put(
                    code,
                    Counter.builder("aligner.shed")
                            .description("Requests to the corrector that were refused unread")
                            .tag("reason", code.wireName())
                            .register(registry));
        }
    }

    void corrected(String route, Correction correction, long nanos) {
        String outcome = correction.action().name().toLowerCase(Locale.ROOT);
        ended(route, outcome, correction.model(), GenAi.NONE, nanos);
        // a correction that no model made says nothing of one
        if (correction.finishReason() != null) {
            editRatio.record(correction.editRatio());
        }
    }

    void failed(String route, Throwable error, long nanos) {
        String why = Why.of(error).wireName();
        ended(route, why, GenAi.NONE, why, nanos);
        if (error instanceof AlignerException known) {
            shed(known);
        }
    }

    /** Counts what was refused, even before there was a text; what is no refusal counts for nothing. */
    void shed(AlignerException error) {
        Counter refused = shed.get(error.code());
        if (refused != null) {
            refused.increment();
        }
    }

    void cancelled(String route, long nanos) {
        String why = Why.CANCELLED.wireName();
        ended(route, why, GenAi.NONE, why, nanos);
    }

    private void ended(String route, String outcome, String model, String error, long nanos) {
        Tags tags = Tags.of(ROUTE, route, OUTCOME, outcome);
        requests.withTags(tags).increment();
        durations.withTags(tags).record(nanos, TimeUnit.NANOSECONDS);
        served.withTags(
                        GenAi.OPERATION,
                        GenAi.OUR_OPERATION,
                        GenAi.PROVIDER,
                        GenAi.OUR_PROVIDER,
                        GenAi.REQUEST_MODEL,
                        model,
                        GenAi.ERROR_TYPE,
                        error)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
