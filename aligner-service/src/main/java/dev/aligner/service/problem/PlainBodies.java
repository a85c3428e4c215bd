package dev.aligner.service.problem;

import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses encoded bodies. Nothing here decodes them, which would need a bound of its own against small bodies that unpack
 * to large ones; read as they are they would be called broken UTF-8.
 */
public final class PlainBodies implements WebFilter, Ordered {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        List<String> encodings = exchange.getRequest().getHeaders().getValuesAsList(HttpHeaders.CONTENT_ENCODING);
        return encodings.stream().allMatch("identity"::equalsIgnoreCase)
                ? chain.filter(exchange)
                : Mono.error(RefusedRequestException::encoded);
    }

    /** After {@link RequestId}, so that the refusal has one. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }
}
