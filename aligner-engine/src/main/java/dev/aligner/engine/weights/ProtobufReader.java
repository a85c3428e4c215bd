package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A forward reader of a Protocol Buffers message: which field comes next, and its value by the wire type that it must
 * have. As much of the format as a SentencePiece model takes, so that no library and no generated code is needed.
 */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final Path file;
    private final ByteBuffer bytes;
    private int wireType;

    ProtobufReader(Path file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The number of the next field, or 0 at the message's end. Its value must be read or skipped. */
    int next() {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        long tag = rawVarint();
        wireType = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field >= 1 << 29) {
            throw broken("field " + Long.toUnsignedString(field));
        }
        return (int) field;
    }

    /** A whole number, an enum's number or, where not zero, true. */
    long varint() {
        demand(VARINT);
        return rawVarint();
    }

    float float32() {
        demand(FIXED32);
        return need(Float.BYTES).getFloat();
    }

    /** What a text, bytes or an inner message consist of. */
    ByteBuffer bytes() {
        demand(BYTES);
        long length = rawVarint();
        if (length < 0 || length > bytes.remaining()) {
            throw broken(Long.toUnsignedString(length) + " bytes of the " + bytes.remaining() + " that are left");
        }
        ByteBuffer value = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return value;
    }

    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes()).toString();
        } catch (CharacterCodingException e) {
            throw broken("bytes that are not UTF-8");
        }
    }

    ProtobufReader message() {
        return new ProtobufReader(file, bytes());
    }

    void skip() {
        switch (wireType) {
            case VARINT -> rawVarint();
            case FIXED64 -> need(Long.BYTES).getLong();
            case BYTES -> bytes();
            case FIXED32 -> need(Integer.BYTES).getInt();
            default -> throw broken("wire type " + wireType);
        }
    }

    private void demand(int expected) {
        if (wireType != expected) {
            throw broken("wire type " + wireType + " for " + expected);
        }
    }

    private long rawVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte part = need(1).get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw broken("a number of more than 64 bits");
    }

    private ByteBuffer need(int count) {
        if (bytes.remaining() < count) {
            throw broken("an end within a value");
        }
        return bytes;
    }

    private AlignerException broken(String found) {
        return Problems.fatal(file, found + " (expected: a SentencePiece model, a Protocol Buffers message)");
    }
}
