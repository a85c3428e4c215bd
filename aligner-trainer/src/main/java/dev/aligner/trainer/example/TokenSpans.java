package dev.aligner.trainer.example;

import dev.aligner.engine.decode.TokenBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A text and where in it its tokens stand.
 *
 * @param text what the tokens say
 * @param firsts for each code point of the text the token in which it begins, and at last the number of tokens
 * @param lasts for each code point of the text the token in which it ends
 */
record TokenSpans(String text, int[] firsts, int[] lasts) {

    /** Of the first {@code count} ids. */
    static TokenSpans of(int[] ids, int count, TokenBytes tokens) {
        var joined = new ByteArrayOutputStream();
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            byte[] bytes = tokens.bytes(ids[i]);
            int from = i == 0 && tokens.dropsLeadingSpace() && bytes.length > 0 && bytes[0] == ' ' ? 1 : 0;
            joined.write(bytes, from, bytes.length - from);
            ends[i] = joined.size();
        }
        String text = joined.toString(StandardCharsets.UTF_8);
        return spans(text, ends);
    }

    private static TokenSpans spans(String text, int[] ends) {
        int[] codePoints = text.codePoints().toArray();
        int[] firsts = new int[codePoints.length + 1];
        int[] lasts = new int[codePoints.length];
        int token = 0;
        int at = 0;
        for (int i = 0; i < codePoints.length; i++) {
            firsts[i] = token = holding(at, token, ends);
            at += Character.toString(codePoints[i]).getBytes(StandardCharsets.UTF_8).length;
            lasts[i] = token = holding(at - 1, token, ends);
        }
        firsts[codePoints.length] = ends.length;
        return new TokenSpans(text, firsts, lasts);
    }

    private static int holding(int at, int from, int[] ends) {
        int token = from;
        while (token < ends.length - 1 && ends[token] <= at) {
            token++;
        }
        return token;
    }

    /** The token that begins or goes on at a code point; past the text, the number of tokens. */
    int tokenAt(int codePoint) {
        return firsts[codePoint];
    }

    /** One past the last token of the code points before this one. */
    int tokenAfter(int codePoint) {
        return lasts[codePoint - 1] + 1;
    }
}
