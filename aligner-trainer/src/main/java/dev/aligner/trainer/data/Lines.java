package dev.aligner.trainer.data;

import dev.aligner.core.AlignerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text in UTF-8, one at a time. Only a line feed ends a line, with or without a carriage return before
 * it: JSON strings may hold all other separators of Unicode as they are.
 */
final class Lines {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int filled;
    private long number;

    Lines(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** The number of the line that was read last, or that could not be read, from 1. */
    long number() {
        return number;
    }

    /**
     * The next line, or null after the last.
     *
     * @throws AlignerException TOO_LARGE or INVALID_FIELD if it is no text of a sane length; the next call goes on with
     *     the line after it
     */
    @Nullable
    String next() throws IOException {
        number++;
        var line = new ByteArrayOutputStream();
        long length = 0;
        boolean ended = false;
        while (!ended && (position < filled || fill())) {
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            ended = end < filled;
            length += end - position;
            if (length <= maxBytes) {
                line.write(buffer, position, end - position);
            }
            position = ended ? end + 1 : end;
        }
        if (!ended && length == 0) {
            return null;
        }
        if (length > maxBytes) {
            throw AlignerException.tooLarge("line", "line: " + length + " bytes (expected: at most " + maxBytes + ")");
        }
        return text(line.toByteArray());
    }

    private String text(byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(left)
                    .toString();
        } catch (CharacterCodingException e) {
            throw AlignerException.invalidField(
                    "line", "line: not UTF-8 at byte " + (left.position() + 1) + " (expected: a JSON object in UTF-8)");
        }
        return number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }
}
