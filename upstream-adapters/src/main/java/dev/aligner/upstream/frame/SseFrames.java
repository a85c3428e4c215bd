package dev.aligner.upstream.frame;

import java.util.List;

/**
 * Server-sent events (WHATWG HTML, section 9.2.6). Lines end with CR, LF or CRLF and with nothing else (not with U+2028);
 * a frame ends behind a blank line. A frame is handed on as soon as it can be: where the blank line is a CR at the end of
 * what has arrived, an LF behind it begins the next frame's bytes.
 */
public final class SseFrames extends CutFrames {
    private int lineStart;
    private boolean afterReturn;

    @Override
    int take(byte[] bytes, int at, List<Frame> frames) {
        int next = at + 1;
        byte value = bytes[at];
        pending.add(value);
        boolean secondHalf = afterReturn && value == '\n';
        afterReturn = value == '\r';
        if (secondHalf) {
            lineStart = pending.length();
        } else if (value == '\n' || value == '\r') {
            boolean blank = pending.length() - 1 == lineStart;
            if (value == '\r' && next < bytes.length && bytes[next] == '\n') {
                pending.add(bytes[next++]);
                afterReturn = false;
            }
            lineStart = pending.length();
            if (blank) {
                frames.add(rest());
            }
        } else if (pending.length() > MOST_PENDING) {
            giveUp();
        }
        return next;
    }

    @Override
    Frame rest() {
        lineStart = 0;
        return SseFrame.of(pending.take());
    }
}
