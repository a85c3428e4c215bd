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
 */
public record Segment(int slot, int start, int[] tokens, int logitsFrom, Conditioning conditioning) {
    public Segment {
        if (slot < 0 || start < 0 || tokens.length == 0 || logitsFrom < 0 || logitsFrom > tokens.length) {
            throw new IllegalArgumentException("segment: slot " + slot + ", start " + start + ", " + tokens.length
                    + " tokens, logits from " + logitsFrom);
        }
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
