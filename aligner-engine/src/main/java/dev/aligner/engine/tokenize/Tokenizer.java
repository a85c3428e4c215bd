package dev.aligner.engine.tokenize;

import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.decode.TokenBytes;
import java.util.List;

/** Text to token ids and back. Safe to call from any thread. */
public interface Tokenizer extends AutoCloseable {
    /**
     * The ids of a prompt, the same as of its joined text, except that control tokens are recognised in markup only:
     * data is text, whatever it says, and is tokenised together with the plain text around it.
     *
     * @param addBegin whether the ids that the tokenizer itself puts around a text go around it
     */
    int[] encode(List<PromptPiece> prompt, boolean addBegin);

    /** How many tokens a piece of data has by itself. */
    int count(String data);

    TokenBytes tokenBytes();

    /** Ids that the vocabulary has, up to the highest. */
    int tokens();

    /** The highest id that a piece of data can become, or -1 where the vocabulary has control tokens only. */
    int lastTextToken();

    /** The text of tokens with every control token spelled: for a reader that takes all of a prompt for markup. */
    String spelled(int[] tokens);

    /** The id of a token's exact text, or -1. */
    int id(String token);

    @Override
    void close();
}
