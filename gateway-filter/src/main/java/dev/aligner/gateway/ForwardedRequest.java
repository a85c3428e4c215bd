package dev.aligner.gateway;

import dev.aligner.relay.PassedHeaders;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/** A request without what was for us alone. */
final class ForwardedRequest extends ServerHttpRequestDecorator {
    private final HttpHeaders headers;
    private final Flux<DataBuffer> body;

    private ForwardedRequest(ServerHttpRequest request, HttpHeaders headers, Flux<DataBuffer> body) {
        super(request);
        this.headers = headers;
        this.body = body;
    }

    /**
     * A request that was read.
     *
     * @param body may be sent again and again
     * @param corrected whether the answer is to be read: then it must come unpacked
     */
    static ForwardedRequest of(ServerWebExchange exchange, byte[] body, boolean corrected) {
        HttpHeaders headers = withoutOurs(exchange.getRequest());
        headers.remove(HttpHeaders.TRANSFER_ENCODING);
        // the body is here already: nobody has to ask for leave to send it
        headers.remove(HttpHeaders.EXPECT);
        headers.setContentLength(body.length);
        if (corrected) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, "identity");
        }
        DataBufferFactory buffers = exchange.getResponse().bufferFactory();
        return new ForwardedRequest(exchange.getRequest(), headers, Flux.defer(() -> Flux.just(buffers.wrap(body))));
    }

    /** A request that was not read to its end. */
    static ForwardedRequest of(ServerWebExchange exchange, Flux<byte[]> body) {
        DataBufferFactory buffers = exchange.getResponse().bufferFactory();
        return new ForwardedRequest(exchange.getRequest(), withoutOurs(exchange.getRequest()), body.map(buffers::wrap));
    }

    private static HttpHeaders withoutOurs(ServerHttpRequest request) {
        HttpHeaders headers = HttpHeaders.copyOf(request.getHeaders());
        List.copyOf(headers.headerNames()).stream().filter(PassedHeaders::ours).forEach(headers::remove);
        return headers;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return body;
    }
}
