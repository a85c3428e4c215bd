package dev.aligner.service.access;

import dev.aligner.core.AlignerException;
import dev.aligner.service.access.Passages.Passage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Turns work away that comes when the service shuts down, over connections that are there still. What came before goes on, and may
 * ask for corrections to its end, which is why this is asked here and not where they are made.
 */
final class DrainFilter implements WebFilter, Ordered {
    private final Runnable admission;
    private final Doors doors;
    private final Passages passages;

    /** @param admission throws {@link AlignerException} where it is too late */
    DrainFilter(Runnable admission, Doors doors, Passages passages) {
        this.admission = admission;
        this.doors = doors;
        this.passages = passages;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        try {
            admission.run();
        } catch (AlignerException late) {
            Passage passage = passages.of(exchange);
            if (passage != null || doors.of(exchange.getRequest()).scopes().contains(Scope.CORRECT)) {
                return refused(exchange, passage, late);
            }
        }
        return chain.filter(exchange);
    }

    private static Mono<Void> refused(ServerWebExchange exchange, @Nullable Passage passage, AlignerException late) {
        // the next one is to find another instance
        exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
        return passage == null ? Mono.error(late) : passage.refuse(exchange, late);
    }

    /** Before anybody's limit is charged. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 45;
    }
}
