package dev.aligner.gateway;

import dev.aligner.relay.PassedHeaders;
import dev.aligner.relay.SurfaceError;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Tells a client of an error of ours. */
final class ErrorAnswer {
    private ErrorAnswer() {}

    /** In place of whatever answer there is, of which nothing was sent yet. */
    static Mono<Void> write(ServerHttpResponse response, SurfaceError error) {
        HttpHeaders headers = response.getHeaders();
        List.copyOf(headers.headerNames()).stream()
                .filter(PassedHeaders::ofTheBytes)
                .forEach(headers::remove);
        headers.remove(HttpHeaders.CONTENT_ENCODING);
        headers.remove(HttpHeaders.TRANSFER_ENCODING);
        response.setStatusCode(HttpStatusCode.valueOf(error.status()));
        error.headers().forEach(headers::set);
        byte[] body = error.body();
        headers.setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
