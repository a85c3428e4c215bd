package dev.aligner.upstream.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What all readers do alike: keep what is not whole, and pass everything once frames are no longer recognised. */
abstract class CutFrames implements FrameReader {
    final Pending pending = new Pending();
    private boolean broken;

    /**
     * Adds the byte at {@code at} to what is pending, and those behind it that belong to it.
     *
     * @param frames takes what is whole
     * @return the place of the next byte
     */
    abstract int take(byte[] bytes, int at, List<Frame> frames);

    /** What is pending when the stream ends; never empty. */
    abstract Frame rest();

    /** Nothing is a frame from here on. */
    final void giveUp() {
        broken = true;
    }

    @Override
    public final List<Frame> push(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at < bytes.length && !broken) {
            at = take(bytes, at, frames);
        }
        if (broken) {
            if (pending.length() > 0) {
                frames.add(new Frame.Opaque(pending.take()));
            }
            if (at < bytes.length) {
                frames.add(new Frame.Opaque(Arrays.copyOfRange(bytes, at, bytes.length)));
            }
        }
        return frames;
    }

    @Override
    public final List<Frame> end() {
        return pending.length() == 0 ? List.of() : List.of(rest());
    }

    @Override
    public final boolean broken() {
        return broken;
    }
}
