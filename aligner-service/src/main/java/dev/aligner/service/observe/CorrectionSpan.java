package dev.aligner.service.observe;

import dev.aligner.core.Correction;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import dev.aligner.core.Timings;
import io.micrometer.tracing.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import reactor.util.context.ContextView;

/** One correction in a trace, and below it what the engine spent its time on. It holds numbers and words of closed sets. */
final class CorrectionSpan {
    private final Tracing tracing;
    private final Instant began;
    private final Span span;

    private CorrectionSpan(Tracing tracing, Instant began, Span span) {
        this.tracing = tracing;
        this.began = began;
        this.span = span;
    }

    static CorrectionSpan begin(Tracing tracing, String route, ContextView context) {
        Span span = tracing.below(context)
                .name("aligner.correct")
                .tag(GenAi.OPERATION, GenAi.OUR_OPERATION)
                .tag(GenAi.PROVIDER, GenAi.OUR_PROVIDER)
                .tag("aligner.route", route)
                .start();
        return new CorrectionSpan(tracing, Instant.now(), span);
    }

    void corrected(Correction correction) {
        span.tag(GenAi.REQUEST_MODEL, correction.model())
                .tag(GenAi.INPUT_TOKENS, correction.usage().promptTokens())
                .tag(GenAi.OUTPUT_TOKENS, correction.usage().completionTokens())
                .tag("aligner.action", correction.action().name().toLowerCase(Locale.ROOT))
                .tag("aligner.edit_ratio", correction.editRatio())
                .tag("aligner.draft_tokens", correction.timings().draftTokens())
                .tag("aligner.accepted_draft_tokens", correction.usage().acceptedDraftTokens());
        FinishReason finish = correction.finishReason();
        if (finish != null) {
            span.tag(GenAi.FINISH_REASONS, finish.name().toLowerCase(Locale.ROOT));
        }
        Reason reason = correction.reason();
        if (reason != null) {
            span.tag("aligner.reason", reason.wireName());
        }
        Timings timings = correction.timings();
        Instant prefill = part("aligner.queue", began, timings.queue());
        Instant decode = part("aligner.prefill", prefill, timings.prefill());
        part("aligner.decode", decode, timings.decode());
        span.end();
    }

    void failed(String why) {
        span.tag(GenAi.ERROR_TYPE, why).event(why).end();
    }

    /** @return when the next one begins */
    private Instant part(String name, Instant from, Duration time) {
        Instant to = from.plus(time);
        if (!time.isZero()) {
            tracing.below(span)
                    .name(name)
                    .startTimestamp(micros(from), TimeUnit.MICROSECONDS)
                    .start()
                    .end(micros(to), TimeUnit.MICROSECONDS);
        }
        return to;
    }

    private static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }
}
