package dev.aligner.upstream.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Server-sent events (WHATWG HTML, section 9.2.6). Lines end with CR, LF or CRLF and with nothing else (not with U+2028);
 * a frame ends behind a blank line. A frame is handed on as soon as it can be: where the blank line is a CR at the end of
 * what has arrived, an LF behind it begins the next frame's bytes.
 */
public final class SseFrames implements FrameReader {
    private final Pending pending = new Pending();
    private int lineStart;
    private boolean afterReturn;
    private boolean broken;

    @Override
    public List<Frame> push(byte[] bytes) {
        if (broken) {
            return bytes.length == 0 ? List.of() : List.of(new Frame.Opaque(bytes));
        }
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            byte value = bytes[i];
            pending.add(value);
            boolean secondHalf = afterReturn && value == '\n';
            afterReturn = value == '\r';
            if (secondHalf) {
                lineStart = pending.length();
            } else if (value == '\n' || value == '\r') {
                boolean blank = pending.length() - 1 == lineStart;
                if (value == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                    pending.add(bytes[++i]);
                    afterReturn = false;
                }
                lineStart = pending.length();
                if (blank) {
                    frames.add(take());
                }
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

    private Frame take() {
        lineStart = 0;
        return SseFrame.of(pending.take());
    }

    @Override
    public List<Frame> end() {
        return pending.length() == 0 ? List.of() : List.of(take());
    }

    @Override
    public boolean broken() {
        return broken;
    }
}
