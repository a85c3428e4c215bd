package dev.aligner.engine.decode;

/** What each token is in bytes. */
public interface TokenBytes {
    /** The bytes that the token adds to the text; empty for control tokens and for ids beyond the vocabulary. */
    byte[] bytes(int token);

    /** Whether the space that some tokenizers put in front of a text's first word is to be dropped. */
    boolean dropsLeadingSpace();
}
