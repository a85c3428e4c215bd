package dev.aligner.engine.model;

/**
 * Consecutive tokens of one sequence, to be computed in one step.
 *
 * @param slot the cache's slot, 0 to slots - 1
 * @param start position of the first token
 * @param tokens at least one
 * @param logitsFrom index within {@code tokens} of the first one whose logits are wanted, all later ones included;
 *     {@code tokens.length} for none (a chunk in the middle of a prompt)
 * @param conditioning what the whole sequence is computed under
 * @param read how many of the first tokens are read: given to the sequence, or what it was expected to be from its
 *     beginning, as long as it is. What is not is written. A model may compute what is read by other, faster products;
 *     therefore it is a matter of the sequence alone, never of who shares the step
 */
public record Segment(int slot, int start, int[] tokens, int logitsFrom, Conditioning conditioning, int read) {
    public Segment {
        if (slot < 0
                || start < 0
                || tokens.length == 0
                || logitsFrom < 0
                || logitsFrom > tokens.length
                || read < 0
                || read > tokens.length) {
            throw new IllegalArgumentException("segment: slot " + slot + ", start " + start + ", " + tokens.length
                    + " tokens, logits from " + logitsFrom + ", " + read + " read");
        }
    }

    /** Of a sequence that reads its prompt and writes the rest. */
    public Segment(int slot, int start, int[] tokens, int logitsFrom, Conditioning conditioning) {
        this(
                slot,
                start,
                tokens,
                logitsFrom,
                conditioning,
                Math.max(0, Math.min(tokens.length, conditioning.promptTokens() - start)));
    }

    /** Of a sequence under no condition. */
    public Segment(int slot, int start, int[] tokens, int logitsFrom) {
        this(slot, start, tokens, logitsFrom, Conditioning.PLAIN);
    }

    /** How many rows of logits this segment asks for. */
    public int logitRows() {
        return tokens.length - logitsFrom;
    }
}
