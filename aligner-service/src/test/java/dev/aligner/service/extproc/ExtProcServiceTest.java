package dev.aligner.service.extproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aligner.service.AlignerApplication;
import dev.aligner.service.FakeCorrectorConfiguration;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The server starts with the service and asks its corrector; what it does with an answer is tested where it lives. */
@SpringBootTest(
        classes = {AlignerApplication.class, FakeCorrectorConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "aligner.ext-proc.port=0")
@DirtiesContext
class ExtProcServiceTest {
    @TempDir
    static Path folder;

    @Autowired
    ExtProcLifecycle server;

    @DynamicPropertySource
    static void log(DynamicPropertyRegistry registry) {
        registry.add("aligner.audit.file", () -> folder.resolve("audit.jsonl").toString());
    }

    @Test
    void anAnswerThatPassesThroughEnvoyIsCorrected() throws InterruptedException {
        assertThat(server.isRunning()).isTrue();
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
        try {
            assertThat(PlayedEnvoy.deliver(
                            channel, "envoys-1", "{\"choices\":[{\"message\":{\"content\":\"A damn key.\"}}]}"))
                    .isEqualTo("{\"choices\":[{\"message\":{\"content\":\"A key.\"}}]}");
            assertThat(HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(Files.readString(folder.resolve("audit.jsonl")))
                            .contains("\"surface\":\"ext_proc\"", "\"request_id\":\"envoys-1\""));
        } finally {
            channel.shutdownNow();
        }
    }
}
