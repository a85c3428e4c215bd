package dev.aligner.service.playground;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Serves the page: it is asked for anew each time, its files once. */
final class PageRoutes {
    /** Nothing from elsewhere, nothing written into the page, no text that becomes markup. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");

    private static final CacheControl ASKED = CacheControl.noCache();
    private static final CacheControl KEPT =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private PageRoutes() {}

    static RouterFunction<ServerResponse> of(PageFiles files) {
        return RouterFunctions.route(read("/").or(read("/playground")), request -> answer(request, files.page(), ASKED))
                .andRoute(read("/playground/" + files.version() + "/{*name}"), request -> file(request, files));
    }

    private static RequestPredicate read(String path) {
        return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path));
    }

    private static Mono<ServerResponse> file(ServerRequest request, PageFiles files) {
        PageFile file = files.file(request.pathVariable("name").substring(1));
        return file == null ? ServerResponse.notFound().build() : answer(request, file, KEPT);
    }

    private static Mono<ServerResponse> answer(ServerRequest request, PageFile file, CacheControl cache) {
        return request.checkNotModified(file.tag())
                .switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
                        .contentType(file.type())
                        .eTag(file.tag())
                        .cacheControl(cache)
                        .headers(PageRoutes::guard)
                        .bodyValue(file.bytes())));
    }

    private static void guard(HttpHeaders headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
    }
}
