package dev.aligner.service.observe;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.Why;
import dev.aligner.service.bridge.CorrectionEvent;
import dev.aligner.service.problem.FailureLog;
import dev.aligner.service.problem.RequestId;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Corrections that are counted, timed and traced, by the way on which they were asked for. */
public final class ObservedCorrections {
    private static final Logger LOG = LoggerFactory.getLogger(ObservedCorrections.class);

    private final RequestMeters meters;
    private final Tracing tracing;
    private final LongSupplier nanos;
    private final CorrectionWatch watch;

    /**
     * @param nanos a clock that only goes forward
     * @param watch is told of each
     */
    public ObservedCorrections(MeterRegistry registry, Tracing tracing, LongSupplier nanos, CorrectionWatch watch) {
        this.watch = watch;
        this.meters = new RequestMeters(registry);
        this.tracing = tracing;
        this.nanos = nanos;
    }

    /** @param route a name of a closed set */
    public Corrections on(String route, Corrections corrections) {
        return new Observed(route, corrections);
    }

    /** The same of a correction that is told in events. */
    public Flux<CorrectionEvent> on(String route, Flux<CorrectionEvent> events) {
        return Flux.deferContextual(context -> {
            Asked asked = new Asked(route, context);
            return events.doOnNext(event -> {
                        if (event instanceof CorrectionEvent.Result result) {
                            asked.corrected(result.correction());
                        }
                    })
                    .doOnError(asked::failed)
                    .doOnCancel(asked::cancelled);
        });
    }

    private final class Observed implements Corrections {
        private final String route;
        private final Corrections corrections;

        Observed(String route, Corrections corrections) {
            this.route = route;
            this.corrections = corrections;
        }

        @Override
        public Mono<Correction> correct(CorrectionRequest request) {
            return Mono.deferContextual(context -> {
                Asked asked = new Asked(route, context);
                return corrections
                        .correct(request)
                        .doOnNext(asked::corrected)
                        .doOnError(asked::failed)
                        .doOnError(error -> told(context, error))
                        .doOnCancel(asked::cancelled);
            });
        }

        /** A route that is open delivers the answer as it came, and says no more than that something is wrong with us. */
        private void told(ContextView context, Throwable error) {
            if (!(error instanceof AlignerException)) {
                String id = RequestId.of(context);
                FailureLog.tell(
                        LOG, "request " + (id == null ? "none" : id) + ": its correction failed", error, context);
            }
        }

        @Override
        public void admit() {
            try {
                corrections.admit();
            } catch (AlignerException e) {
                meters.shed(e);
                throw e;
            }
        }

        @Override
        public Mono<Void> readAhead(CorrectionRequest begun) {
            return corrections.readAhead(begun);
        }
    }

    /** Ends once: whoever has a result may still cancel what it came from. */
    private final class Asked {
        private final String route;
        private final @Nullable String requestId;
        private final long began = nanos.getAsLong();
        private final CorrectionSpan span;
        private final AtomicBoolean ended = new AtomicBoolean();

        Asked(String route, ContextView context) {
            this.route = route;
            this.requestId = RequestId.of(context);
            this.span = CorrectionSpan.begin(tracing, route, context);
        }

        void corrected(Correction correction) {
            if (ended.compareAndSet(false, true)) {
                meters.corrected(route, correction, took());
                span.corrected(correction);
                watch.corrected(route, requestId, correction);
            }
        }

        void failed(Throwable error) {
            if (ended.compareAndSet(false, true)) {
                meters.failed(route, error, took());
                span.failed(Why.of(error).wireName());
                watch.failed(route, requestId, error);
            }
        }

        void cancelled() {
            if (ended.compareAndSet(false, true)) {
                meters.cancelled(route, took());
                span.failed(Why.CANCELLED.wireName());
            }
        }

        private long took() {
            return nanos.getAsLong() - began;
        }
    }
}
