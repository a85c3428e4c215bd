package dev.aligner.service.problem;

import dev.aligner.relay.Plan;
import dev.aligner.service.wire.Ids;
import io.micrometer.context.ContextRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Gives each request an id, the client's where it is fit to be written into a log, and answers with it. What is logged
 * {@linkplain RequestLog within} the request has it too, as {@code request_id}.
 */
public final class RequestId implements WebFilter, Ordered {
    public static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final String CONTEXT = ATTRIBUTE + ".context";

    private final Ids ids;

    public RequestId(Ids ids) {
        this.ids = ids;
        ContextRegistry.getInstance().registerThreadLocalAccessor(new LoggedRequestId());
    }

    /** The id of the request, or null where it failed before it had one. */
    public static @Nullable String of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    /** The context of the request's publishers; empty where it failed before it had an id. */
    public static ContextView context(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(CONTEXT, Context.empty());
    }

    /** The id of the request whose publishers have this context, or null. */
    public static @Nullable String of(ContextView context) {
        return context.hasKey(LoggedRequestId.KEY) ? context.<String>get(LoggedRequestId.KEY) : null;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String given = exchange.getRequest().getHeaders().getFirst(HEADER);
        String id = given != null && Plan.fit(given) ? given : ids.next("req_");
        exchange.getAttributes().put(ATTRIBUTE, id);
        exchange.getResponse().getHeaders().set(HEADER, id);
        return chain.filter(exchange).contextWrite(outer -> {
            Context context = outer.put(LoggedRequestId.KEY, id);
            exchange.getAttributes().put(CONTEXT, context);
            return context;
        });
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
