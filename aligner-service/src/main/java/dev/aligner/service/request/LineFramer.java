package dev.aligner.service.request;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into lines, however they are chunked. Keeps at most one line, and of that no more than the limit. Not
 * thread-safe: it belongs to one body.
 */
public final class LineFramer {
    private final int limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean tooLong;
    private long number = 1;

    /** @param limit bytes of a line, its end not counted */
    public LineFramer(int limit) {
        this.limit = limit;
    }

    /** The lines that end in this chunk. */
    public List<Frame> add(byte[] chunk) {
        List<Frame> frames = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                keep(chunk, from, i);
                from = i + 1;
                Frame frame = take();
                if (frame != null) {
                    frames.add(frame);
                }
            }
        }
        keep(chunk, from, chunk.length);
        return frames;
    }

    /** The last line, where no line end follows it. */
    public List<Frame> end() {
        Frame frame = take();
        return frame == null ? List.of() : List.of(frame);
    }

    private void keep(byte[] chunk, int from, int to) {
        // a carriage return that belongs to the line's end may come on top of the limit
        if (tooLong || line.size() + (to - from) > limit + 1) {
            tooLong = true;
            line.reset();
        } else {
            line.write(chunk, from, to - from);
        }
    }

    private @Nullable Frame take() {
        byte[] bytes = withoutCarriageReturn(line.toByteArray());
        Frame frame;
        if (tooLong || bytes.length > limit) {
            frame = new Frame.TooLong(number);
        } else {
            frame = blank(bytes) ? null : new Frame.Line(number, bytes);
        }
        line.reset();
        tooLong = false;
        number++;
        return frame;
    }

    private static byte[] withoutCarriageReturn(byte[] bytes) {
        int end = bytes.length;
        return end > 0 && bytes[end - 1] == '\r' ? Arrays.copyOf(bytes, end - 1) : bytes;
    }

    private static boolean blank(byte[] bytes) {
        for (byte value : bytes) {
            if (value != ' ' && value != '\t' && value != '\r') {
                return false;
            }
        }
        return true;
    }
}
