package dev.aligner.gateway.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Corrections;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;

/**
 * Corrections by an Aligner service: {@code POST /v1/corrections}. The service is told how long the caller waits; to stop
 * waiting is the caller's. A cancellation closes the connection, on which the service stops too.
 */
public final class RemoteCorrections implements Corrections {
    /** A correction says the answer again, and each of its edits. */
    private static final int MOST_BYTES = 16 << 20;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final WebClient client;
    private final URI corrections;

    /**
     * @param clients with what the application wants of all its clients
     * @param service where it is; a path goes in front of its own
     */
    public RemoteCorrections(WebClient.Builder clients, URI service) {
        this.client = clients.clone()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MOST_BYTES))
                .build();
        String base = service.toString();
        this.corrections =
                URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/corrections");
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        return Mono.defer(() -> client.post()
                        .uri(corrections)
                        .contentType(MediaType.APPLICATION_JSON)
                        .accept(MediaType.APPLICATION_JSON)
                        .bodyValue(CorrectionJson.request(request))
                        .exchangeToMono(response -> response.bodyToMono(byte[].class)
                                .defaultIfEmpty(new byte[0])
                                .map(body -> {
                                    if (response.statusCode().value() != 200) {
                                        throw CorrectionJson.failure(
                                                response.statusCode().value(),
                                                response.headers()
                                                        .asHttpHeaders()
                                                        .getFirst("Retry-After"),
                                                body);
                                    }
                                    return CorrectionJson.correction(request.answer(), body);
                                })))
                .onErrorMap(error -> !(error instanceof AlignerException), RemoteCorrections::known);
    }

    /** Messages of a client's errors hold addresses, which are the operator's. */
    private static AlignerException known(Throwable error) {
        return error instanceof WebClientRequestException
                ? AlignerException.retryLater(
                        ErrorCode.NOT_READY, "the correction service could not be reached", RETRY_AFTER)
                : AlignerException.of(ErrorCode.MODEL_FAILED, "the correction service's answer broke off", error);
    }
}
