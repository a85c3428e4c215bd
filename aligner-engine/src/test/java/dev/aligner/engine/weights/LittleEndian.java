package dev.aligner.engine.weights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes as both weight formats order them. */
final class LittleEndian {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    LittleEndian int8(int value) {
        out.write(value);
        return this;
    }

    LittleEndian int16(int value) {
        return int8(value).int8(value >> 8);
    }

    LittleEndian int32(int value) {
        return int16(value).int16(value >> 16);
    }

    LittleEndian int64(long value) {
        return int32((int) value).int32((int) (value >> 32));
    }

    LittleEndian float32(float value) {
        return int32(Float.floatToRawIntBits(value));
    }

    LittleEndian float64(double value) {
        return int64(Double.doubleToRawLongBits(value));
    }

    /** Length, then UTF-8. */
    LittleEndian text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return int64(utf8.length).raw(utf8);
    }

    LittleEndian raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    LittleEndian padTo(int alignment) {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
