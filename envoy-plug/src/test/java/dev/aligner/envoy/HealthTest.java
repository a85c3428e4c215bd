package dev.aligner.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private ExtProcServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = new ExtProcServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1 << 20,
                new ExtProcService(
                        new SixToEight(SixToEight.Mood.PROMPT), FakeEnvoy.POLICY, Duration.ofMinutes(1), () -> "stub"),
                InsecureServerCredentials.create(),
                ready::get);
        server.start();
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        server.stop(Duration.ofSeconds(5));
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void itServesAsLongAsAnswersCanBeCorrected() {
        assertThat(check("")).isEqualTo(ServingStatus.SERVING);
        assertThat(check(ExternalProcessorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);

        ready.set(false);

        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check(ExternalProcessorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void ofOtherServicesItKnowsNothing() {
        assertThatThrownBy(() -> check("envoy.service.other"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    }
}
