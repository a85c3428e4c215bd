package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A forward reader of a GGUF's head. Every length is compared with what is left of the file before anything is
 * allocated or skipped, so that a lying count costs nothing.
 */
final class GgufCursor {
    /** The vocabulary is most of a head: 1.7 MB for 49,152 tokens, 8 MB for 128,256. */
    static final long MAX_HEAD_BYTES = 64 << 20;

    private static final int WINDOW_BYTES = 64 << 10;

    private final WeightFile file;
    private final long end;
    private final ByteBuffer window =
            ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long windowEnd;

    GgufCursor(WeightFile file) {
        this.file = file;
        this.end = Math.min(file.size(), MAX_HEAD_BYTES);
    }

    /** Offset of the next byte from the start of the file. */
    long position() {
        return windowEnd - window.remaining();
    }

    /** Bytes up to the end of the file, or to the bound of a head's size. */
    long remaining() {
        return end - position();
    }

    int int8() {
        return need(1).get();
    }

    int int16() {
        return need(2).getShort();
    }

    int int32() {
        return need(4).getInt();
    }

    long uint32() {
        return Integer.toUnsignedLong(int32());
    }

    /** The bits of an unsigned number as well: one beyond 63 bits comes out negative. */
    long int64() {
        return need(8).getLong();
    }

    float float32() {
        return need(4).getFloat();
    }

    double float64() {
        return need(8).getDouble();
    }

    GgufType type() {
        int id = int32();
        GgufType type = GgufType.of(id);
        if (type == null) {
            throw fatal("value type " + Integer.toUnsignedString(id) + " (expected: 0..12)");
        }
        return type;
    }

    /** A count of things that take at least {@code leastBytes} each. */
    int count(String what, int leastBytes, int most) {
        long count = int64();
        long bound = Math.min(most, remaining() / leastBytes);
        if (count < 0 || count > bound) {
            throw fatal(what + ": " + Long.toUnsignedString(count) + " (expected: at most " + bound
                    + ", by what is left of the file and the limit " + most + ")");
        }
        return (int) count;
    }

    /** A string of UTF-8 with its length before it. */
    String text(String what, int mostBytes) {
        int length = count(what + ", bytes", 1, mostBytes);
        var bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int part = Math.min(length - at, WINDOW_BYTES);
            need(part).get(bytes, at, part);
            at += part;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw fatal(what + ": bytes that are not text (expected: UTF-8)");
        }
    }

    void skip(long bytes) {
        if (bytes < 0 || bytes > remaining()) {
            throw truncated(bytes);
        }
        long target = position() + bytes;
        if (bytes <= window.remaining()) {
            window.position(window.position() + (int) bytes);
        } else {
            window.limit(0);
            windowEnd = target;
        }
    }

    private ByteBuffer need(int bytes) {
        if (window.remaining() < bytes) {
            if (bytes > remaining()) {
                throw truncated(bytes);
            }
            window.compact();
            int kept = window.position();
            window.limit((int) Math.min(window.capacity(), kept + end - windowEnd));
            file.read(windowEnd, window);
            windowEnd += window.position() - kept;
            window.flip();
            if (window.remaining() < bytes) {
                throw truncated(bytes);
            }
        }
        return window;
    }

    private AlignerException truncated(long bytes) {
        return fatal(Long.toUnsignedString(bytes) + " more bytes (expected: at most the " + remaining()
                + " that are left of the file, whose head ends by " + end + ")");
    }

    /** An error at the place that was reached. */
    AlignerException fatal(String problem) {
        return Problems.fatal(file.path(), "head, near byte " + position() + ": " + problem);
    }
}
