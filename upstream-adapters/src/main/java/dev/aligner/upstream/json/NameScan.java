package dev.aligner.upstream.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for a name in a JSON text without reading it. */
public final class NameScan {
    /** Bytes of an escaped character. */
    private static final int ESCAPE = 6;

    private NameScan() {}

    /**
     * Whether a text may hold a member of this name: where it is false, it does not.
     *
     * @param name of ASCII letters
     */
    public static boolean mayHold(byte[] json, String name) {
        byte[] literal = ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < json.length; at++) {
            boolean named = json[at] == '"'
                    && at + literal.length <= json.length
                    && Arrays.equals(json, at, at + literal.length, literal, 0, literal.length);
            if (named || escaped(json, at, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a letter of the name is spelled there as an escape. */
    private static boolean escaped(byte[] json, int at, String name) {
        if (json[at] != '\\' || at + ESCAPE > json.length || json[at + 1] != 'u') {
            return false;
        }
        int letter = 0;
        for (int digit = at + 2; digit < at + ESCAPE; digit++) {
            letter = letter * 16 + Character.digit(json[digit], 16);
        }
        return name.indexOf(letter) >= 0;
    }
}
