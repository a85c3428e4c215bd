package dev.aligner.envoy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.RoutePolicy;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The gRPC service {@code envoy.service.ext_proc.v3.ExternalProcessor}. It blocks no thread of its server. Of the two ways
 * in which Envoy lets a body be corrected it serves both, {@code BUFFERED} and {@code FULL_DUPLEX_STREAMED}; in any other
 * a body passes as it came.
 */
public final class ExtProcService extends ExternalProcessorGrpc.ExternalProcessorImplBase {
    private final Supplier<Correcting> correcting;

    /**
     * @param heartbeat how long a stream may be quiet
     * @param model the corrector's name, as answers tell it; asked for each answer, and must not block
     */
    public ExtProcService(Corrections corrector, RoutePolicy policy, Duration heartbeat, Supplier<String> model) {
        this(requestId -> corrector, () -> policy, heartbeat, model, outcome -> {});
    }

    /**
     * @param correctors the corrector for a request of this id, which is null where Envoy does not say it
     * @param policy in force when an exchange begins, which keeps it
     * @param answered hears what was done to each answer
     */
    public ExtProcService(
            Function<@Nullable String, Corrections> correctors,
            Supplier<RoutePolicy> policy,
            Duration heartbeat,
            Supplier<String> model,
            Consumer<AnswerOutcome> answered) {
        this.correcting = () -> new Correcting(
                requestId -> new Bounded(correctors.apply(requestId)), policy.get(), heartbeat, model, answered);
    }

    /** A corrector that never says anything would hold an answer for ever. */
    private record Bounded(Corrections corrector) implements Corrections {
        @Override
        public Mono<Correction> correct(CorrectionRequest request) {
            return corrector
                    .correct(request)
                    .timeout(request.timeout())
                    .onErrorMap(TimeoutException.class, error -> deadline(request));
        }

        @Override
        public void admit() {
            corrector.admit();
        }

        @Override
        public Mono<Void> readAhead(CorrectionRequest begun) {
            return corrector.readAhead(begun);
        }

        private static AlignerException deadline(CorrectionRequest request) {
            return AlignerException.of(
                    ErrorCode.DEADLINE,
                    "timeout: " + request.timeout().toMillis() + " ms passed before the correction was done");
        }
    }

    @Override
    public StreamObserver<ProcessingRequest> process(StreamObserver<ProcessingResponse> replies) {
        var envoy = (ServerCallStreamObserver<ProcessingResponse>) replies;
        Exchange exchange = new Exchange(new EnvoyStream(envoy), correcting.get());
        envoy.setOnCancelHandler(exchange::cancel);
        envoy.request(1);
        return exchange;
    }
}
