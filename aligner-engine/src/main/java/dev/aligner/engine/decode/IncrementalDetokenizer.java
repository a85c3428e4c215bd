package dev.aligner.engine.decode;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns tokens into text as they come. Bytes that may be the start of a character are kept until the rest of it is
 * there, so that every piece is whole code points; all pieces together are what decoding all bytes at once would give,
 * U+FFFD for malformed ones included. Not thread-safe.
 */
public final class IncrementalDetokenizer {
    private static final int LONGEST_CHARACTER = 4;

    private final TokenBytes tokenBytes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private boolean dropsSpace;
    private byte[] incomplete = new byte[0];

    public IncrementalDetokenizer(TokenBytes tokenBytes) {
        this.tokenBytes = tokenBytes;
        this.dropsSpace = tokenBytes.dropsLeadingSpace();
    }

    /** The text that this token completes; often all of its own, sometimes none. */
    public String append(int token) {
        byte[] bytes = tokenBytes.bytes(token);
        if (bytes.length == 0) {
            return "";
        }
        int from = dropsSpace && bytes[0] == ' ' ? 1 : 0;
        dropsSpace = false;
        ByteBuffer input = ByteBuffer.allocate(incomplete.length + bytes.length - from);
        input.put(incomplete).put(bytes, from, bytes.length - from).flip();
        String text = decode(input, false);
        incomplete = new byte[input.remaining()];
        input.get(incomplete);
        return text;
    }

    /** The end of the text: U+FFFD if it stops within a character, otherwise nothing. Call it once, last. */
    public String finish() {
        return decode(ByteBuffer.wrap(incomplete), true);
    }

    private String decode(ByteBuffer input, boolean last) {
        CharBuffer output = CharBuffer.allocate(input.remaining() + LONGEST_CHARACTER);
        decoder.decode(input, output, last);
        if (last) {
            decoder.flush(output);
        }
        return output.flip().toString();
    }
}
