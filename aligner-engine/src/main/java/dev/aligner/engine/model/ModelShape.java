package dev.aligner.engine.model;

/**
 * What a scheduler must know of a model.
 *
 * @param vocabulary columns of the logits
 * @param slots how many sequences the cache holds
 * @param contextTokens positions of each slot
 * @param wholePrompts whether a prompt must be computed in one segment, because each of its tokens sees all the others
 */
public record ModelShape(int vocabulary, int slots, int contextTokens, boolean wholePrompts) {
    /** Of a model that reads from left to right. */
    public ModelShape(int vocabulary, int slots, int contextTokens) {
        this(vocabulary, slots, contextTokens, false);
    }
}
