package dev.aligner.service.docs;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes the OpenAPI document off the event loop: making it scans class files and waits for a lock. */
public final class DocumentThread implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Mono<Void> answer = chain.filter(exchange);
        return exchange.getRequest().getPath().value().startsWith("/v3/api-docs")
                ? answer.subscribeOn(Schedulers.boundedElastic())
                : answer;
    }
}
