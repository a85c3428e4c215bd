package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import dev.aligner.relay.HeldBody;
import dev.aligner.relay.WholeAnswer;

/**
 * An answer in one piece on a route whose bodies are streamed both ways. Its headers are held too, so that they can say
 * what was done, and so that an error can still take its place: in this mode Envoy gives us the time.
 */
final class HeldAnswer implements AnswerBody {
    private final EnvoyStream stream;
    private final WholeCorrection correction;
    private final HeldBody held;
    private boolean headersDue;
    private boolean ended;

    /** @param headersDue whether the headers have not had their reply */
    HeldAnswer(EnvoyStream stream, WholeCorrection correction, boolean headersDue) {
        this.stream = stream;
        this.correction = correction;
        this.held = new HeldBody(correction.held());
        this.headersDue = headersDue;
    }

    @Override
    public boolean piece(ByteString bytes, boolean last) {
        boolean before = held.overflowed();
        for (byte[] passed : held.add(bytes.toByteArray())) {
            if (!before && correction.refused(passed.length)) {
                ended = true;
                return true;
            }
            if (!before) {
                head(correction.toldOfLarge());
            }
            stream.send(Direction.ANSWER.pieces(ByteString.copyFrom(passed), last));
        }
        if (!last || held.overflowed()) {
            ended |= last;
            return true;
        }
        end(true);
        return false;
    }

    @Override
    public boolean trailers() {
        if (held.overflowed() || ended) {
            stream.send(Direction.ANSWER.trailers());
            return true;
        }
        end(false);
        return false;
    }

    private void end(boolean last) {
        ended = true;
        correction.start(held.bytes(), answer -> reply(answer, last));
    }

    private void reply(WholeAnswer answer, boolean last) {
        Mutation told = correction.told(answer);
        head(answer.changed() ? told.otherBytes().remove("content-length") : told);
        stream.send(Direction.ANSWER.pieces(ByteString.copyFrom(answer.body()), last));
        if (!last) {
            stream.send(Direction.ANSWER.trailers());
        }
    }

    private void head(Mutation told) {
        if (headersDue) {
            headersDue = false;
            stream.send(Direction.ANSWER.headers(told));
        }
    }

    @Override
    public void cancel() {
        correction.cancel();
    }
}
