package dev.aligner.service.observe;

import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.propagation.Propagator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Makes spans below that of the request they belong to. Where nothing is exported none is made: a span that nobody gets
 * would cut the trace of a client in two.
 */
public final class Tracing {
    /** Nobody gets any. */
    public static final Tracing OFF = new Tracing(Tracer.NOOP, Propagator.NOOP, false);

    private final Tracer tracer;
    private final Propagator propagator;
    private final boolean on;

    private Tracing(Tracer tracer, Propagator propagator, boolean on) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.on = on;
    }

    static Tracing of(Tracer tracer, Propagator propagator) {
        return new Tracing(tracer, propagator, true);
    }

    /** @param context of the publisher that does the work, which knows the request's span */
    Span.Builder below(ContextView context) {
        Span.Builder builder = tracer.spanBuilder();
        ObservationView request = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
        TraceContext parent = request == null ? null : parent(request);
        return parent == null ? builder.setNoParent() : builder.setParent(parent);
    }

    private static @Nullable TraceContext parent(ObservationView request) {
        TracingContext traced = request.getContextView().get(TracingContext.class);
        Span span = traced == null ? null : traced.getSpan();
        return span == null ? null : span.context();
    }

    Span.Builder below(Span parent) {
        return tracer.spanBuilder().setParent(parent.context());
    }

    /** Tells a span's place in its trace to whoever is called; nothing where there are none. */
    void tell(Span span, BiConsumer<String, String> header) {
        if (on) {
            propagator.inject(span.context(), header, (headers, name, value) -> {
                if (headers != null) {
                    headers.accept(name, value);
                }
            });
        }
    }
}
