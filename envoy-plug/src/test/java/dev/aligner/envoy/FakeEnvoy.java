package dev.aligner.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.aligner.core.Evidence;
import dev.aligner.relay.Blocking;
import dev.aligner.relay.Bounds;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HeaderMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpTrailers;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProtocolConfiguration;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An Envoy with a server of ours, on a loopback address; each of its streams tells of one HTTP request. */
final class FakeEnvoy implements AutoCloseable {
    static final RoutePolicy POLICY = new RoutePolicy(
            "safer",
            StreamMode.WINDOW,
            0,
            OnFailure.OPEN,
            Blocking.NEVER,
            Duration.ofSeconds(10),
            1 << 20,
            false,
            new Bounds(
                    List.of("kinder"),
                    List.of(StreamMode.WINDOW, StreamMode.BUFFER, StreamMode.POST_HOC),
                    0,
                    1,
                    Evidence.FULL));

    private final ExtProcServer server;
    private final ManagedChannel channel;

    FakeEnvoy(SixToEight corrector, RoutePolicy policy) {
        this(corrector, policy, Duration.ofMinutes(1));
    }

    FakeEnvoy(SixToEight corrector, RoutePolicy policy, Duration heartbeat) {
        server = new ExtProcServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                4 << 20,
                new ExtProcService(corrector, policy, heartbeat, () -> "stub"));
        try {
            server.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                .usePlaintext()
                .build();
    }

    static FakeEnvoy with(SixToEight.Mood mood) {
        return new FakeEnvoy(new SixToEight(mood), POLICY);
    }

    static RoutePolicy policy(StreamMode stream, OnFailure onFailure, Duration deadline, int held, boolean strict) {
        return new RoutePolicy(null, stream, 0, onFailure, Blocking.NEVER, deadline, held, strict, Bounds.ofStrength());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            server.stop(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @param raw where the values stand */
    static HeaderMap headers(boolean raw, String... namesAndValues) {
        HeaderMap.Builder map = HeaderMap.newBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            HeaderValue.Builder header = HeaderValue.newBuilder().setKey(namesAndValues[i]);
            map.addHeaders(
                    raw
                            ? header.setRawValue(ByteString.copyFromUtf8(namesAndValues[i + 1]))
                            : header.setValue(namesAndValues[i + 1]));
        }
        return map.build();
    }

    static HttpHeaders head(boolean ended, String... namesAndValues) {
        return HttpHeaders.newBuilder()
                .setHeaders(headers(true, namesAndValues))
                .setEndOfStream(ended)
                .build();
    }

    static ProcessingRequest.Builder requestHeaders(String... namesAndValues) {
        return ProcessingRequest.newBuilder().setRequestHeaders(head(false, namesAndValues));
    }

    static ProcessingRequest.Builder post(String path, String... more) {
        List<String> all = new ArrayList<>(List.of(":method", "POST", ":path", path));
        all.addAll(List.of(more));
        return requestHeaders(all.toArray(String[]::new));
    }

    static ProcessingRequest answerHeaders(String status, String type, String... more) {
        List<String> all = new ArrayList<>(List.of(":status", status, "content-type", type));
        all.addAll(List.of(more));
        return ProcessingRequest.newBuilder()
                .setResponseHeaders(head(false, all.toArray(String[]::new)))
                .build();
    }

    static ProcessingRequest requestBody(byte[] bytes, boolean last) {
        return ProcessingRequest.newBuilder().setRequestBody(body(bytes, last)).build();
    }

    static ProcessingRequest answerBody(byte[] bytes, boolean last) {
        return ProcessingRequest.newBuilder().setResponseBody(body(bytes, last)).build();
    }

    private static HttpBody body(byte[] bytes, boolean last) {
        return HttpBody.newBuilder()
                .setBody(ByteString.copyFrom(bytes))
                .setEndOfStream(last)
                .build();
    }

    static ProcessingRequest requestTrailers() {
        return ProcessingRequest.newBuilder()
                .setRequestTrailers(HttpTrailers.getDefaultInstance())
                .build();
    }

    static ProcessingRequest answerTrailers() {
        return ProcessingRequest.newBuilder()
                .setResponseTrailers(HttpTrailers.getDefaultInstance())
                .build();
    }

    static ProtocolConfiguration modes(BodySendMode request, BodySendMode answer) {
        return ProtocolConfiguration.newBuilder()
                .setRequestBodyMode(request)
                .setResponseBodyMode(answer)
                .build();
    }

    /** What a mutation sets, by name; what it removes is null. */
    static Map<String, @Nullable String> changes(HeaderMutation mutation) {
        Map<String, @Nullable String> changes = new TreeMap<>();
        mutation.getRemoveHeadersList().forEach(name -> changes.put(name, null));
        for (HeaderValueOption option : mutation.getSetHeadersList()) {
            assertThat(option.getAppendAction())
                    .isEqualTo(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
            changes.put(
                    option.getHeader().getKey(),
                    option.getHeader().getRawValue().toStringUtf8());
        }
        return changes;
    }

    /** All pieces of the answer's body, joined. */
    static byte[] joined(List<ProcessingResponse> replies) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        replies.stream()
                .filter(ProcessingResponse::hasResponseBody)
                .forEach(reply -> all.writeBytes(reply.getResponseBody()
                        .getResponse()
                        .getBodyMutation()
                        .getStreamedResponse()
                        .getBody()
                        .toByteArray()));
        return all.toByteArray();
    }

    Stream open() {
        return new Stream();
    }

    /** One HTTP request. */
    final class Stream implements StreamObserver<ProcessingResponse> {
        private final BlockingQueue<ProcessingResponse> replies = new LinkedBlockingQueue<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final ClientCallStreamObserver<ProcessingRequest> server;

        private Stream() {
            server = (ClientCallStreamObserver<ProcessingRequest>)
                    ExternalProcessorGrpc.newStub(channel).process(this);
        }

        void send(ProcessingRequest message) {
            server.onNext(message);
        }

        ProcessingResponse reply() throws InterruptedException {
            ProcessingResponse reply = replies.poll(60, TimeUnit.SECONDS);
            assertThat(reply).as("a reply").isNotNull();
            return reply;
        }

        ProcessingResponse ask(ProcessingRequest message) throws InterruptedException {
            send(message);
            return reply();
        }

        /** The request's two messages and their replies. */
        void asked(ProcessingRequest.Builder headers, String body) throws InterruptedException {
            assertThat(ask(headers.build()).hasRequestHeaders()).isTrue();
            assertThat(ask(requestBody(utf8(body), true)).hasRequestBody()).isTrue();
        }

        /** All that still comes after Envoy has said all. */
        List<ProcessingResponse> rest() throws InterruptedException {
            server.onCompleted();
            assertThat(ended.await(60, TimeUnit.SECONDS)).as("the end").isTrue();
            return new ArrayList<>(replies);
        }

        void cancel() {
            server.cancel("the client went away", null);
        }

        @Override
        public void onNext(ProcessingResponse reply) {
            replies.add(reply);
        }

        @Override
        public void onError(Throwable error) {
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }
    }
}
