package dev.aligner.gateway.remote;

import dev.aligner.client.AlignerClient;
import dev.aligner.client.AlignerClientException;
import dev.aligner.client.CorrectionResult;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.Corrections;
import java.net.URI;
import java.time.Duration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Corrections by an Aligner service. It is asked once: whether an answer is worth another try, the route's failure policy
 * says. To stop waiting is the caller's; a cancellation closes the connection, on which the service stops too.
 */
public final class RemoteCorrections implements Corrections {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final AlignerClient client;

    /**
     * @param clients with what the application wants of all its clients
     * @param service where it is; a path goes in front of its own
     */
    public RemoteCorrections(WebClient.Builder clients, URI service) {
        this.client =
                AlignerClient.builder(service).webClient(clients).retries(0).build();
    }

    @Override
    public Mono<Correction> correct(CorrectionRequest request) {
        return client.correct(request)
                .map(CorrectionResult::correction)
                .onErrorMap(AlignerClientException.class, RemoteCorrections::known);
    }

    /** In the relay's own terms. */
    private static AlignerException known(AlignerClientException error) {
        if (error.code().equals(AlignerClientException.UNREACHABLE)
                || error.code().equals(AlignerClientException.BROKEN_OFF)) {
            return AlignerException.retryLater(
                    ErrorCode.NOT_READY, "the correction service could not be reached", RETRY_AFTER);
        }
        String message = "the correction service: " + (error.status() == 0 ? error.code() : "status " + error.status());
        Duration retryAfter = error.retryAfter();
        return retryAfter == null
                ? AlignerException.of(code(error), message, error)
                : AlignerException.retryLater(code(error), message, retryAfter);
    }

    private static ErrorCode code(AlignerClientException error) {
        return ErrorCode.named(error.code())
                .orElse(error.status() == 503 || error.status() == 429 ? ErrorCode.QUEUE_FULL : ErrorCode.MODEL_FAILED);
    }
}
