package dev.aligner.engine.model;

/**
 * What a sequence is computed under, the same for all of its tokens.
 *
 * @param promptTokens how many of its first tokens were given to it to be read. A model with an encoder reads them as a
 *     whole; to one that reads from left to right they are tokens like the others
 * @param adapter what is added to the model's weights, by the number that it got when it was attached; {@link
 *     #NO_ADAPTER} for nothing
 * @param steering how far its states are moved along the model's control vectors; 0 where they are not
 */
public record Conditioning(int promptTokens, int adapter, double steering) {
    /** The model as it was loaded. */
    public static final int NO_ADAPTER = -1;

    /** Of a sequence whose model reads from left to right. */
    public static final Conditioning PLAIN = new Conditioning(0);

    public Conditioning {
        if (promptTokens < 0 || adapter < NO_ADAPTER || !Double.isFinite(steering)) {
            throw new IllegalArgumentException("conditioning: " + promptTokens + " prompt tokens, adapter " + adapter
                    + ", steering " + steering + " (expected: >= 0, >= " + NO_ADAPTER + ", finite)");
        }
    }

    /** Not steered. */
    public Conditioning(int promptTokens, int adapter) {
        this(promptTokens, adapter, 0);
    }

    /** Of the model as it was loaded. */
    public Conditioning(int promptTokens) {
        this(promptTokens, NO_ADAPTER);
    }
}
