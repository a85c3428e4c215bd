package dev.aligner.service.observe;

import dev.aligner.relay.RelayedAnswer;
import dev.aligner.relay.Why;
import dev.aligner.upstream.Wire;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.tracing.Span;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Times and traces calls of upstreams, and tells these their place in the trace. */
public final class UpstreamCalls {
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final MeterProvider<Timer> durations;
    private final Tracing tracing;
    private final LongSupplier nanos;

    /** @param nanos a clock that only goes forward */
    public UpstreamCalls(MeterRegistry registry, Tracing tracing, LongSupplier nanos) {
        this.tracing = tracing;
        this.nanos = nanos;
        this.durations = Histograms.ofRequests(GenAi.CLIENT_DURATION)
                .description("Calls of upstreams whose wire is known, to the end of the answer")
                .withRegistry(registry);
    }

    /**
     * What is asked for on a wire.
     *
     * @param model that the request names, or null
     */
    public record Spoken(Wire wire, @Nullable String model, boolean stream) {}

    /**
     * A call begins.
     *
     * @param spoken null where no wire is known
     * @param context of the publisher that calls
     */
    public Call begin(String method, URI upstream, @Nullable Spoken spoken, ContextView context) {
        Span.Builder span = tracing.below(context)
                .kind(Span.Kind.CLIENT)
                .tag("http.request.method", method)
                .tag("server.address", upstream.getHost());
        if (upstream.getPort() >= 0) {
            span.tag("server.port", upstream.getPort());
        }
        if (spoken == null) {
            return new Call(null, span.name(method).start());
        }
        String operation = GenAi.operation(spoken.wire());
        span.tag(GenAi.OPERATION, operation)
                .tag(GenAi.PROVIDER, GenAi.provider(spoken.wire()))
                .tag(GenAi.REQUEST_STREAM, spoken.stream());
        String model = spoken.model();
        if (model != null) {
            span.tag(GenAi.REQUEST_MODEL, model);
        }
        return new Call(
                spoken.wire(),
                span.name(model == null ? operation : operation + " " + model).start());
    }

    /** One call, with all its attempts. */
    public final class Call {
        private final @Nullable Wire wire;
        private final Span span;
        private final long began = nanos.getAsLong();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile String error = GenAi.NONE;

        private Call(@Nullable Wire wire, Span span) {
            this.wire = wire;
            this.span = span;
        }

        /** Says in a request's headers where it belongs. */
        public void tell(BiConsumer<String, String> header) {
            tracing.tell(span, header);
        }

        /** The upstream's head is there. */
        public void answered(int status) {
            span.tag("http.response.status_code", status);
            error = status >= SERVER_ERROR ? "5xx" : status >= CLIENT_ERROR ? "4xx" : GenAi.NONE;
        }

        /** All of the answer has passed. */
        public void done() {
            end(error);
        }

        public void failed(Throwable why) {
            if (RelayedAnswer.ours(why)) {
                end(Why.of(why).wireName());
            } else {
                end(why instanceof ReadTimeoutException ? "timeout" : "connection");
            }
        }

        public void cancelled() {
            end("cancelled");
        }

        private void end(String how) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            if (!how.equals(GenAi.NONE)) {
                span.tag(GenAi.ERROR_TYPE, how);
            }
            span.end();
            if (wire != null) {
                durations
                        .withTags(
                                GenAi.OPERATION,
                                GenAi.operation(wire),
                                GenAi.PROVIDER,
                                GenAi.provider(wire),
                                GenAi.ERROR_TYPE,
                                how)
                        .record(nanos.getAsLong() - began, TimeUnit.NANOSECONDS);
            }
        }
    }
}
