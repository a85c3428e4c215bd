package dev.aligner.service.access;

import dev.aligner.core.AlignerException;
import dev.aligner.upstream.Wire;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Which requests are for an upstream: their credentials may be the upstream's, and their errors have its form. */
public interface Passages {

    /** Null for a request that no route could take. A request keeps its passage, also where it goes on without what was for us. */
    @Nullable
    Passage of(ServerWebExchange exchange);

    /** Of a request that a route may take. */
    interface Passage {
        /** Null where none is spoken. */
        @Nullable
        Wire wire();

        /** Whether every route that may take it puts a key of its own in the place of the client's. */
        boolean replacesCredentials();

        /** Answers a request that is refused. */
        Mono<Void> refuse(ServerWebExchange exchange, AlignerException why);
    }
}
