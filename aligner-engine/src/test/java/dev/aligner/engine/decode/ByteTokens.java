package dev.aligner.engine.decode;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Token bytes from a list; ids beyond it have none. */
public record ByteTokens(List<byte[]> tokens, boolean dropsLeadingSpace) implements TokenBytes {
    public static ByteTokens of(String... texts) {
        return new ByteTokens(
                List.of(texts).stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                false);
    }

    @Override
    public byte[] bytes(int token) {
        return token < tokens.size() ? tokens.get(token) : new byte[0];
    }
}
