package dev.aligner.envoy;

import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;

/**
 * The gRPC service {@code grpc.health.v1.Health}: an Envoy with several of us asks those that can correct. Each check looks
 * anew; there is nothing to watch.
 */
final class Health extends HealthGrpc.HealthImplBase {
    private final BooleanSupplier ready;

    Health(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> reply) {
        String service = request.getService();
        if (!service.isEmpty() && !service.equals(ExternalProcessorGrpc.SERVICE_NAME)) {
            reply.onError(Status.NOT_FOUND.withDescription("no such service").asRuntimeException());
            return;
        }
        reply.onNext(HealthCheckResponse.newBuilder()
                .setStatus(ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
                .build());
        reply.onCompleted();
    }
}
