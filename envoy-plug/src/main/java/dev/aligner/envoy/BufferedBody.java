package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import dev.aligner.relay.WholeAnswer;

/** A body that Envoy held until it was complete: one message, and one reply, which can still change the headers. */
final class BufferedBody implements AnswerBody {
    private final EnvoyStream stream;
    private final WholeCorrection correction;
    private final Headers headers;

    BufferedBody(EnvoyStream stream, WholeCorrection correction, Headers headers) {
        this.stream = stream;
        this.correction = correction;
        this.headers = headers;
    }

    @Override
    public boolean piece(ByteString bytes, boolean last) {
        if (correction.refused(bytes.size())) {
            return true;
        }
        if (bytes.size() > correction.held()) {
            Mutation told = correction.toldOfLarge();
            stream.send(Direction.ANSWER.body(told));
            return true;
        }
        correction.start(bytes.toByteArray(), this::reply);
        return false;
    }

    private void reply(WholeAnswer answer) {
        Mutation told = correction.told(answer);
        stream.send(
                answer.changed()
                        ? Direction.ANSWER.body(told.otherBytes().length(headers, answer.body().length), answer.body())
                        : Direction.ANSWER.body(told));
    }

    @Override
    public boolean trailers() {
        stream.send(Direction.ANSWER.trailers());
        return true;
    }

    @Override
    public void cancel() {
        correction.cancel();
    }
}
