package dev.aligner.service.extproc;

import com.google.protobuf.ByteString;
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
import io.grpc.stub.StreamObserver;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An Envoy that shows one request and its answer, both whole. */
final class PlayedEnvoy implements StreamObserver<ProcessingResponse> {
    private final BlockingQueue<CompletableFuture<ProcessingResponse>> replies = new LinkedBlockingQueue<>();

    /** What the answer becomes; as an error, what the connection came to. */
    static String deliver(ManagedChannel channel, String requestId, String answer) throws InterruptedException {
        PlayedEnvoy envoy = new PlayedEnvoy();
        StreamObserver<ProcessingRequest> told =
                ExternalProcessorGrpc.newStub(channel).process(envoy);
        ProtocolConfiguration modes = ProtocolConfiguration.newBuilder()
                .setRequestBodyMode(BodySendMode.BUFFERED)
                .setResponseBodyMode(BodySendMode.BUFFERED)
                .build();
        envoy.ask(
                told,
                ProcessingRequest.newBuilder()
                        .setProtocolConfig(modes)
                        .setRequestHeaders(headers(
                                ":method", "POST", ":path", "/v1/chat/completions", "x-request-id", requestId)));
        envoy.ask(
                told,
                ProcessingRequest.newBuilder()
                        .setRequestBody(body("{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}")));
        envoy.ask(
                told,
                ProcessingRequest.newBuilder()
                        .setResponseHeaders(headers(":status", "200", "content-type", "application/json")));
        ProcessingResponse corrected =
                envoy.ask(told, ProcessingRequest.newBuilder().setResponseBody(body(answer)));
        told.onCompleted();
        return corrected
                .getResponseBody()
                .getResponse()
                .getBodyMutation()
                .getBody()
                .toStringUtf8();
    }

    private ProcessingResponse ask(StreamObserver<ProcessingRequest> told, ProcessingRequest.Builder message)
            throws InterruptedException {
        told.onNext(message.build());
        return Objects.requireNonNull(replies.poll(20, TimeUnit.SECONDS), "no reply")
                .join();
    }

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

    @Override
    public void onNext(ProcessingResponse reply) {
        replies.add(CompletableFuture.completedFuture(reply));
    }

    @Override
    public void onError(Throwable error) {
        replies.add(CompletableFuture.failedFuture(error));
    }

    @Override
    public void onCompleted() {}
}
