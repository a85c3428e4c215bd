package dev.aligner.engine.model;

/**
 * What a sequence is computed under, the same for all of its tokens.
 *
 * @param promptTokens how many of its first tokens were given to it to be read. A model with an encoder reads them as a
 *     whole; to one that reads from left to right they are tokens like the others
 */
public record Conditioning(int promptTokens) {
    /** Of a sequence whose model reads from left to right. */
    public static final Conditioning PLAIN = new Conditioning(0);

    public Conditioning {
        if (promptTokens < 0) {
            throw new IllegalArgumentException("promptTokens: " + promptTokens + " (expected: >= 0)");
        }
    }
}
