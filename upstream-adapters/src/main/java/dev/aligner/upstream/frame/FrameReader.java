package dev.aligner.upstream.frame;

import java.util.List;

/**
 * Cuts a stream of bytes into frames, however the network cut it before. What is not whole yet is kept, up to
 * {@value #MOST_PENDING} bytes; beyond, and where the bytes are no frames, everything passes as {@link Frame.Opaque}.
 * For one thread at a time.
 */
public interface FrameReader {
    int MOST_PENDING = 1 << 20;

    /** The frames that these bytes complete, in order. */
    List<Frame> push(byte[] bytes);

    /** What was left when the stream ended. */
    List<Frame> end();

    /** Whether frames are no longer recognised: all that follows is opaque. */
    boolean broken();
}
