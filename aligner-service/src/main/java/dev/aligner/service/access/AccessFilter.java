package dev.aligner.service.access;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.access.Passages.Passage;
import dev.aligner.service.bridge.TokenAccount;
import dev.aligner.service.quota.Accounts;
import dev.aligner.service.quota.Admission;
import dev.aligner.service.quota.Quota;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets a request in when it is known who asks, that the caller may, and that it has not asked for too much; before anything of
 * its body is read. A key of ours does not get past it to an upstream.
 */
final class AccessFilter implements WebFilter, Ordered {
    private static final Door PASSAGE = Door.of(Scope.PROXY);

    private final Callers callers;
    private final Doors doors;
    private final Passages passages;
    private final Accounts accounts;

    AccessFilter(Callers callers, Doors doors, Passages passages, Accounts accounts) {
        this.callers = callers;
        this.doors = doors;
        this.passages = passages;
        this.accounts = accounts;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Passage passage = passages.of(exchange);
        Door door = doors.of(request);
        if (passage == null && door.open()) {
            return chain.filter(exchange);
        }
        return callers.of(request, passage)
                .doOnNext(caller -> check(caller, request, passage, door))
                .onErrorResume(
                        AlignerException.class,
                        why -> refused(exchange, passage, why).then(Mono.empty()))
                .flatMap(caller -> admitted(caller, exchange, passage, chain));
    }

    /** @throws AlignerException FORBIDDEN */
    private void check(Caller caller, ServerHttpRequest request, @Nullable Passage passage, Door door) {
        if (passage != null && !PASSAGE.opensFor(caller)) {
            throw forbidden(PASSAGE);
        }
        // a route's path may be one of ours too, where no route takes the request after all
        boolean needed = passage == null || !door.scopes().isEmpty();
        boolean readsAsNobody = callers.everybody() && reading(request);
        if (needed && !door.opensFor(caller) && !readsAsNobody) {
            throw callers.everybody()
                    ? AlignerException.of(
                            ErrorCode.FORBIDDEN,
                            "caller: not known (expected: a keys file, aligner.security.keys-file, or an issuer, and a"
                                    + " caller with the scope " + door.expected()
                                    + "; without them nobody may change what this service does)")
                    : forbidden(door);
        }
    }

    private static boolean reading(ServerHttpRequest request) {
        return HttpMethod.GET.equals(request.getMethod()) || HttpMethod.HEAD.equals(request.getMethod());
    }

    private static AlignerException forbidden(Door door) {
        return AlignerException.of(
                ErrorCode.FORBIDDEN, "scope: not among the caller's (expected: " + door.expected() + ")");
    }

    private Mono<Void> admitted(
            Caller caller, ServerWebExchange exchange, @Nullable Passage passage, WebFilterChain chain) {
        return Mono.defer(() -> {
            Admission admission = accounts.admit(caller.id(), caller.limits());
            if (admission instanceof Admission.Refused refused) {
                HttpHeaders headers = exchange.getResponse().getHeaders();
                if (refused.quota().perMinute()) {
                    List<Quota> standing = List.of(refused.quota());
                    QuotaHeaders.set(headers, standing);
                    QuotaHeaders.setOpenAi(headers, passage == null ? null : passage.wire(), standing);
                }
                return refused(exchange, passage, tooMuch(refused));
            }
            Admission.Granted granted = (Admission.Granted) admission;
            QuotaHeaders.set(
                    exchange.getResponse().getHeaders(), granted.account().standing(caller.limits()));
            caller.asksBy(exchange);
            TokenAccount account = new SpentTokens(granted);
            return chain.filter(passage == null ? exchange : stripped(exchange, passage))
                    .contextWrite(context -> context.put(TokenAccount.class, account))
                    .doFinally(signal -> granted.close());
        });
    }

    static AlignerException tooMuch(Admission.Refused refused) {
        Quota quota = refused.quota();
        return AlignerException.retryLater(
                ErrorCode.RATE_LIMITED,
                quota.name() + ": " + quota.limit() + (quota.perMinute() ? " a minute" : " at once")
                        + " (the caller's limit)",
                refused.after());
    }

    /** The same without what was for us. */
    private static ServerWebExchange stripped(ServerWebExchange exchange, Passage passage) {
        List<String> ours = Credential.toStrip(exchange.getRequest().getHeaders(), passage);
        return ours.isEmpty()
                ? exchange
                : exchange.mutate()
                        .request(request -> request.headers(headers -> ours.forEach(headers::remove)))
                        .build();
    }

    private static Mono<Void> refused(ServerWebExchange exchange, @Nullable Passage passage, AlignerException why) {
        if (why.code() == ErrorCode.UNAUTHENTICATED) {
            exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"aligner\"");
        }
        return passage == null ? Mono.error(why) : passage.refuse(exchange, why);
    }

    /** Behind the request's id, before whatever reads or answers. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 50;
    }
}
