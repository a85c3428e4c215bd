package dev.aligner.upstream.frame;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of JSON (NDJSON): a frame ends behind an LF, before which a CR may stand. Blank lines carry nothing. */
public final class LineFrames implements FrameReader {
    private final Pending pending = new Pending();
    private boolean broken;

    @Override
    public List<Frame> push(byte[] bytes) {
        if (broken) {
            return bytes.length == 0 ? List.of() : List.of(new Frame.Opaque(bytes));
        }
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            pending.add(bytes[i]);
            if (bytes[i] == '\n') {
                frames.add(line(pending.take()));
            } else if (pending.length() > MOST_PENDING) {
                broken = true;
                frames.add(new Frame.Opaque(pending.take()));
                if (i + 1 < bytes.length) {
                    frames.add(new Frame.Opaque(Arrays.copyOfRange(bytes, i + 1, bytes.length)));
                }
                return frames;
            }
        }
        return frames;
    }

    private static Frame line(byte[] raw) {
        int to = raw.length;
        while (to > 0 && Character.isWhitespace(raw[to - 1])) {
            to--;
        }
        return to == 0 ? new Frame.Opaque(raw) : new Line(raw, to);
    }

    @Override
    public List<Frame> end() {
        return pending.length() == 0 ? List.of() : List.of(line(pending.take()));
    }

    @Override
    public boolean broken() {
        return broken;
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
