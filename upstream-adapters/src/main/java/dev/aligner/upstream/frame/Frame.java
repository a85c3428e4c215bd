package dev.aligner.upstream.frame;

import org.jspecify.annotations.Nullable;

/** One event of a stream: the bytes that it came in, and the JSON text that it carries. */
public interface Frame {
    /** All its bytes, separators included: the frames of a stream, joined, are the stream. Not to be changed. */
    byte[] raw();

    /** The JSON text, or what stands in its place; null where there is none. Not to be changed. */
    byte @Nullable [] payload();

    /**
     * The frame with another JSON text; everything else of it stays.
     *
     * @throws IllegalStateException if it carries none
     */
    byte[] with(byte[] payload);

    /** Bytes that carry nothing to look at. */
    record Opaque(byte[] raw) implements Frame {
        @Override
        public byte @Nullable [] payload() {
            return null;
        }

        @Override
        public byte[] with(byte[] payload) {
            throw new IllegalStateException("frame: carries no JSON text");
        }
    }
}
