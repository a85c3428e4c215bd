package dev.aligner.engine.tokenize;

import dev.aligner.engine.decode.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;

/** The bytes of each token, computed once. Immutable by agreement: the arrays are handed out, not copied. */
final class VocabularyBytes implements TokenBytes {
    /** Ids above this are a broken file's, not a vocabulary's; a table that large would be the first harm. */
    private static final int MAX_ID = 1 << 22;

    private static final byte[] NOTHING = {};

    private final byte[][] bytes;
    private final boolean dropsLeadingSpace;

    private VocabularyBytes(byte[][] bytes, boolean dropsLeadingSpace) {
        this.bytes = bytes;
        this.dropsLeadingSpace = dropsLeadingSpace;
    }

    static VocabularyBytes of(TokenizerJson json) {
        TokenDecoder decoder = TokenDecoder.of(json.decoder());
        int last = json.ids().isEmpty() ? -1 : Collections.max(json.ids().values());
        if (last > MAX_ID) {
            throw TokenizerJson.invalid("model.vocab", "id " + last + " (expected: <= " + MAX_ID + ")");
        }
        byte[][] bytes = new byte[last + 1][];
        Arrays.fill(bytes, NOTHING);
        json.ids().forEach((text, id) -> bytes[id] = decoder.bytes(text));
        for (AddedToken token : json.added()) {
            // an added token is written in plain text, not in the vocabulary's alphabet
            bytes[token.id()] = token.special() ? NOTHING : token.text().getBytes(StandardCharsets.UTF_8);
        }
        return new VocabularyBytes(bytes, decoder.dropsLeadingSpace());
    }

    @Override
    public byte[] bytes(int token) {
        return token >= 0 && token < bytes.length ? bytes[token] : NOTHING;
    }

    @Override
    public boolean dropsLeadingSpace() {
        return dropsLeadingSpace;
    }
}
