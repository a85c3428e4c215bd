package dev.aligner.service.extproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.aligner.service.AlignerApplication;
import dev.aligner.service.FakeCorrectorConfiguration;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProtocolConfiguration;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

    private final BlockingQueue<ProcessingResponse> replies = new LinkedBlockingQueue<>();

    private static HttpHeaders headers(String... namesAndValues) {
        HeaderMap.Builder map = HeaderMap.newBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.addHeaders(HeaderValue.newBuilder()
                    .setKey(namesAndValues[i])
                    .setRawValue(ByteString.copyFromUtf8(namesAndValues[i + 1])));
        }
        return HttpHeaders.newBuilder().setHeaders(map).build();
    }

    private static HttpBody body(String text) {
        return HttpBody.newBuilder()
                .setBody(ByteString.copyFromUtf8(text))
                .setEndOfStream(true)
                .build();
    }

    private ProcessingResponse ask(StreamObserver<ProcessingRequest> envoy, ProcessingRequest.Builder message)
            throws InterruptedException {
        envoy.onNext(message.build());
        ProcessingResponse reply = replies.poll(20, TimeUnit.SECONDS);
        assertThat(reply).isNotNull();
        return reply;
    }

    @Test
    void anAnswerThatPassesThroughEnvoyIsCorrected() throws InterruptedException {
        assertThat(server.isRunning()).isTrue();
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
        try {
            StreamObserver<ProcessingRequest> envoy =
                    ExternalProcessorGrpc.newStub(channel).process(new Replies());
            ProtocolConfiguration modes = ProtocolConfiguration.newBuilder()
                    .setRequestBodyMode(BodySendMode.BUFFERED)
                    .setResponseBodyMode(BodySendMode.BUFFERED)
                    .build();
            ask(
                    envoy,
                    ProcessingRequest.newBuilder()
                            .setProtocolConfig(modes)
                            .setRequestHeaders(headers(
                                    ":method", "POST", ":path", "/v1/chat/completions", "x-request-id", "envoys-1")));
            ask(
                    envoy,
                    ProcessingRequest.newBuilder()
                            .setRequestBody(body("{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}")));
            ask(
                    envoy,
                    ProcessingRequest.newBuilder()
                            .setResponseHeaders(headers(":status", "200", "content-type", "application/json")));
            ProcessingResponse corrected = ask(
                    envoy,
                    ProcessingRequest.newBuilder()
                            .setResponseBody(body("{\"choices\":[{\"message\":{\"content\":\"A damn key.\"}}]}")));
            envoy.onCompleted();

            assertThat(corrected
                            .getResponseBody()
                            .getResponse()
                            .getBodyMutation()
                            .getBody()
                            .toStringUtf8())
                    .isEqualTo("{\"choices\":[{\"message\":{\"content\":\"A key.\"}}]}");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(Files.readString(folder.resolve("audit.jsonl")))
                            .contains("\"surface\":\"ext_proc\"", "\"request_id\":\"envoys-1\""));
        } finally {
            channel.shutdownNow();
        }
    }

    private final class Replies implements StreamObserver<ProcessingResponse> {
        @Override
        public void onNext(ProcessingResponse reply) {
            replies.add(reply);
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
