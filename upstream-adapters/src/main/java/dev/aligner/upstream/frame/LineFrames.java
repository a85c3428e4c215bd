package dev.aligner.upstream.frame;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of JSON (NDJSON): a frame ends behind an LF, before which a CR may stand. Blank lines carry nothing. */
public final class LineFrames extends CutFrames {
    @Override
    int take(byte[] bytes, int at, List<Frame> frames) {
        pending.add(bytes[at]);
        if (bytes[at] == '\n') {
            frames.add(rest());
        } else if (pending.length() > MOST_PENDING) {
            giveUp();
        }
        return at + 1;
    }

    @Override
    Frame rest() {
        byte[] raw = pending.take();
        int to = raw.length;
        while (to > 0 && Character.isWhitespace(raw[to - 1])) {
            to--;
        }
        return to == 0 ? new Frame.Opaque(raw) : new Line(raw, to);
    }

    /** @param to behind the last byte that is not white space */
    private record Line(byte[] raw, int to) implements Frame {
        @Override
        public byte @Nullable [] payload() {
            return Arrays.copyOf(raw, to);
        }

        @Override
        public byte[] with(byte[] payload) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length + payload.length);
            out.writeBytes(payload);
            out.write(raw, to, raw.length - to);
            return out.toByteArray();
        }
    }
}
