package dev.aligner.envoy;

import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** What Envoy tells of one HTTP request and its answer, message by message; each gets a reply, unless it only looks on. */
final class Exchange implements StreamObserver<ProcessingRequest> {
    private final EnvoyStream stream;
    private final RequestSide request;
    private final AnswerSide answer;
    private @Nullable Modes modes;
    private boolean silent;

    Exchange(EnvoyStream stream, Correcting correcting) {
        this.stream = stream;
        this.request = new RequestSide(stream, correcting);
        this.answer = new AnswerSide(stream, correcting, request);
    }

    @Override
    public void onNext(ProcessingRequest message) {
        stream.execute(() -> {
            if (take(message)) {
                stream.next();
            }
        });
    }

    /** @return whether the next message may come now */
    private boolean take(ProcessingRequest message) {
        if (modes == null) {
            modes = Modes.of(message);
        }
        silent |= message.getObservabilityMode();
        if (silent || stream.over()) {
            return true;
        }
        switch (message.getRequestCase()) {
            case REQUEST_HEADERS -> request.headers(message.getRequestHeaders(), modes);
            case REQUEST_BODY -> request.body(message.getRequestBody());
            case REQUEST_TRAILERS -> request.trailers();
            case RESPONSE_HEADERS -> answer.headers(message.getResponseHeaders(), modes);
            case RESPONSE_BODY -> {
                return answer.body(message.getResponseBody());
            }
            case RESPONSE_TRAILERS -> {
                return answer.trailers();
            }
            // of a later version: a reply without a content lets it go on
            case REQUEST_NOT_SET -> stream.send(ProcessingResponse.getDefaultInstance());
        }
        return true;
    }

    @Override
    public void onCompleted() {
        stream.execute(() -> {
            answer.noMore();
            stream.closing();
        });
    }

    @Override
    public void onError(Throwable error) {
        cancel();
    }

    /** The client went away, or Envoy gave up. */
    void cancel() {
        stream.execute(() -> {
            stream.gone();
            answer.cancel();
        });
    }
}
