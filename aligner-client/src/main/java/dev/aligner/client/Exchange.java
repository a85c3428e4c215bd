package dev.aligner.client;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One request and its response over HTTP. A cancellation closes the connection, on which the service stops too. */
final class Exchange {
    private static final String USER_AGENT = "aligner-client";

    private final WebClient client;
    private final String root;
    private final Mono<String> credential;

    /**
     * @param service where it is; a path goes in front of its own
     * @param credential asked for with each request; empty for none
     */
    Exchange(WebClient client, URI service, Mono<String> credential) {
        this.client = client;
        this.root = service.toString().replaceFirst("/+$", "");
        this.credential = credential;
    }

    /** @param answer what a response of the status 200 says */
    <T> Flux<T> get(String path, Function<ClientResponse, Flux<T>> answer) {
        return exchange(answer, () -> client.method(HttpMethod.GET).uri(uri(path)));
    }

    /**
     * @param accepted of the response
     * @param answer what a response of the status 200 says
     */
    <T> Flux<T> post(
            String path,
            MediaType type,
            MediaType accepted,
            BodyInserter<?, ? super ClientHttpRequest> body,
            Function<ClientResponse, Flux<T>> answer) {
        return exchange(
                answer,
                () -> client.method(HttpMethod.POST)
                        .uri(uri(path))
                        .contentType(type)
                        .accept(accepted)
                        .body(body));
    }

    private URI uri(String path) {
        return URI.create(root + path);
    }

    private <T> Flux<T> exchange(
            Function<ClientResponse, Flux<T>> answer, Supplier<WebClient.RequestHeadersSpec<?>> request) {
        return credential
                .defaultIfEmpty("")
                .flatMapMany(secret -> request.get()
                        .headers(headers -> {
                            headers.set("User-Agent", USER_AGENT);
                            if (!secret.isEmpty()) {
                                headers.setBearerAuth(secret);
                            }
                        })
                        .exchangeToFlux(response ->
                                response.statusCode().value() == 200 ? answer.apply(response) : failed(response)))
                .onErrorMap(Exchange::known);
    }

    private static <T> Flux<T> failed(ClientResponse response) {
        String retryAfter = response.headers().asHttpHeaders().getFirst("Retry-After");
        return response.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .flatMapMany(body -> Flux.error(ProblemJson.read(
                        response.statusCode().value(), retryAfter, new String(body, StandardCharsets.UTF_8))));
    }

    private static Throwable known(Throwable error) {
        if (error instanceof WebClientRequestException) {
            Throwable cause = error.getCause();
            return cause instanceof ConnectException
                            || cause instanceof UnknownHostException
                            || cause instanceof NoRouteToHostException
                    ? AlignerClientException.of(AlignerClientException.UNREACHABLE, "no connection", error)
                    : AlignerClientException.of(AlignerClientException.BROKEN_OFF, "the connection broke", error);
        }
        if (error instanceof CodecException || error instanceof DataBufferLimitException) {
            // not as the cause: its message may quote the text
            return AlignerClientException.unusable("not readable, or too large");
        }
        return error instanceof WebClientException
                ? AlignerClientException.of(AlignerClientException.BROKEN_OFF, "the answer broke off", error)
                : error;
    }
}
