package dev.aligner.service.proxy;

import dev.aligner.service.problem.RequestId;
import dev.aligner.upstream.Untouched;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.client.HttpClientResponse;

/** Status and headers of an upstream's answer. */
record UpstreamAnswer(HttpClientResponse response) {

    static final String UNSUPPORTED_ENCODING = "unsupported_encoding";

    /** How the body is packed; null if it is not. */
    @Nullable
    String packed() {
        String encoding = response.responseHeaders().get("content-encoding");
        return encoding == null || encoding.equalsIgnoreCase("identity") ? null : encoding.strip();
    }

    /** Why an answer's body is not looked at; null if it is. */
    @Nullable
    String unreadable(HttpMethod method) {
        int status = response.status().code();
        io.netty.handler.codec.http.HttpHeaders headers = response.responseHeaders();
        if (status < 200 || status >= 300) {
            return "non_2xx";
        }
        if (HttpMethod.HEAD.equals(method) || status == 204 || status == 205) {
            return Untouched.NO_TEXT.wireName();
        }
        if (headers.contains("x-aligner-action")) {
            return "already_aligned";
        }
        String encoding = packed();
        if (encoding != null && !Packing.known(encoding)) {
            return UNSUPPORTED_ENCODING;
        }
        if (headers.getAll("cache-control").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-transform"))) {
            return "no_transform";
        }
        return type().equals("application/json") || streamed() ? null : Untouched.UNSUPPORTED_FORMAT.wireName();
    }

    /** Whether it comes as a stream of events. */
    boolean streamed() {
        return switch (type()) {
            case "text/event-stream", "application/x-ndjson", "application/vnd.amazon.eventstream" -> true;
            default -> false;
        };
    }

    private String type() {
        String type = response.responseHeaders().get("content-type", "");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes status and headers over.
     *
     * @param changed whether the body may be another
     */
    void head(ServerWebExchange exchange, boolean changed) {
        ServerHttpResponse ours = exchange.getResponse();
        ours.setStatusCode(HttpStatusCode.valueOf(response.status().code()));
        io.netty.handler.codec.http.HttpHeaders upstream = response.responseHeaders();
        HttpHeaders headers = ours.getHeaders();
        // the upstream's own id is the one that its support asks for
        if (upstream.contains(RequestId.HEADER)) {
            headers.set("x-aligner-request-id", headers.getFirst(RequestId.HEADER));
            headers.remove(RequestId.HEADER);
        }
        upstream.forEach(header -> {
            if (PassedHeaders.toClient(header.getKey(), upstream, changed)) {
                headers.add(header.getKey(), header.getValue());
            }
        });
    }
}
