package dev.aligner.engine.model;

/**
 * What a scheduler must know of a model.
 *
 * @param vocabulary columns of the logits
 * @param slots how many sequences the cache holds
 * @param contextTokens positions of each slot
 */
public record ModelShape(int vocabulary, int slots, int contextTokens) {}
