package dev.aligner.engine.tokenize;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The 256 printable characters that byte-level vocabularies write bytes with (GPT-2's {@code bytes_to_unicode}): what
 * Latin-1 can show stands for itself, every other byte, in order, for the next character from U+0100 on.
 */
final class ByteAlphabet {
    private static final Map<Character, Byte> BYTES = new HashMap<>();

    static {
        char next = 256;
        for (int value = 0; value < 256; value++) {
            boolean shown = (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
            BYTES.put(shown ? (char) value : next++, (byte) value);
        }
    }

    private ByteAlphabet() {}

    /** The bytes that a token's text stands for, or null if it has a character outside the alphabet. */
    static byte @Nullable [] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            Byte value = BYTES.get(token.charAt(i));
            if (value == null) {
                return null;
            }
            bytes[i] = value;
        }
        return bytes;
    }
}
