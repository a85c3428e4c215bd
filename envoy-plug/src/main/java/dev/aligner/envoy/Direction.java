package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyMutation;
import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.CommonResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.HeadersResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.StreamedBodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.TrailersResponse;
import java.util.ArrayList;
import java.util.List;

/** Which of the two messages of HTTP a reply is about. */
enum Direction {
    REQUEST,
    ANSWER;

    /** As much as Envoy recommends for one piece of a stream. */
    private static final int LARGEST_PIECE = 64 * 1024;

    ProcessingResponse headers(Mutation mutation) {
        return headers(mutation, ProcessingResponse.newBuilder());
    }

    /** @param reply with what else it is to say */
    ProcessingResponse headers(Mutation mutation, ProcessingResponse.Builder reply) {
        HeadersResponse headers = HeadersResponse.newBuilder()
                .setResponse(CommonResponse.newBuilder().setHeaderMutation(mutation.done()))
                .build();
        return (this == REQUEST ? reply.setRequestHeaders(headers) : reply.setResponseHeaders(headers)).build();
    }

    /** The body as it came. */
    ProcessingResponse body(Mutation mutation) {
        return body(CommonResponse.newBuilder().setHeaderMutation(mutation.done()));
    }

    /** Another one in its place. */
    ProcessingResponse body(Mutation mutation, byte[] instead) {
        return body(CommonResponse.newBuilder()
                .setHeaderMutation(mutation.done())
                .setBodyMutation(BodyMutation.newBuilder().setBody(ByteString.copyFrom(instead))));
    }

    private ProcessingResponse body(CommonResponse.Builder common) {
        BodyResponse body = BodyResponse.newBuilder().setResponse(common).build();
        ProcessingResponse.Builder reply = ProcessingResponse.newBuilder();
        return (this == REQUEST ? reply.setRequestBody(body) : reply.setResponseBody(body)).build();
    }

    ProcessingResponse trailers() {
        ProcessingResponse.Builder reply = ProcessingResponse.newBuilder();
        TrailersResponse unchanged = TrailersResponse.getDefaultInstance();
        return (this == REQUEST ? reply.setRequestTrailers(unchanged) : reply.setResponseTrailers(unchanged)).build();
    }

    /**
     * Bytes of a body that is streamed both ways, in pieces.
     *
     * @param last whether nothing follows, not even trailers: then there is a piece also where there are no bytes
     */
    List<ProcessingResponse> pieces(ByteString bytes, boolean last) {
        List<ProcessingResponse> pieces = new ArrayList<>();
        int from = 0;
        while (from < bytes.size() || (last && pieces.isEmpty())) {
            int to = Math.min(bytes.size(), from + LARGEST_PIECE);
            pieces.add(body(CommonResponse.newBuilder()
                    .setBodyMutation(BodyMutation.newBuilder()
                            .setStreamedResponse(StreamedBodyResponse.newBuilder()
                                    .setBody(bytes.substring(from, to))
                                    .setEndOfStream(last && to == bytes.size())))));
            from = to;
        }
        return pieces;
    }
}
