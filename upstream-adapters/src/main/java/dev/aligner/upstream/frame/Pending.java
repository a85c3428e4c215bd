package dev.aligner.upstream.frame;

import java.util.Arrays;

/** Bytes that wait for the rest of their frame. */
final class Pending {
    private byte[] bytes = new byte[512];
    private int length;

    void add(byte value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = value;
    }

    int length() {
        return length;
    }

    byte at(int index) {
        return bytes[index];
    }

    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }
}
