package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;

/**
 * A body that goes on as it came.
 *
 * @param told what its headers say, where they can still be changed
 */
record PassedBody(EnvoyStream stream, BodySendMode mode, Mutation told) implements AnswerBody {
    @Override
    public boolean piece(ByteString bytes, boolean last) {
        if (mode == BodySendMode.FULL_DUPLEX_STREAMED) {
            // what is not sent back is lost
            stream.send(Direction.ANSWER.pieces(bytes, last));
        } else {
            stream.send(Direction.ANSWER.body(told));
        }
        return true;
    }

    @Override
    public boolean trailers() {
        stream.send(Direction.ANSWER.trailers());
        return true;
    }
}
