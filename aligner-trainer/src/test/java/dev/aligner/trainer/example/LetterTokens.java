package dev.aligner.trainer.example;

import dev.aligner.core.AlignerException;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.decode.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Each byte is a token, 0 ends; a prompt is question, bar and answer. There is no place for an instruction. */
final class LetterTokens implements ExampleTokens, TokenBytes {
    @Override
    public int[] prompt(PromptInput input) {
        if (input.instruction() != null) {
            throw AlignerException.invalidField("instruction", "instruction: no place");
        }
        return ids(input.question().lastTurn() + "|" + input.answer());
    }

    @Override
    public int[] target(String correction) {
        return IntStream.concat(IntStream.of(ids(EdgeWhitespace.of(correction).core())), IntStream.of(0))
                .toArray();
    }

    static int[] ids(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 255).toArray();
    }

    @Override
    public TokenBytes bytes() {
        return this;
    }

    @Override
    public byte[] bytes(int token) {
        return token == 0 ? new byte[0] : new byte[] {(byte) token};
    }

    @Override
    public boolean dropsLeadingSpace() {
        return false;
    }
}
