package dev.aligner.engine.tokenize;

/**
 * A token that is recognised in text before any merging.
 *
 * @param special whether it is for the model's eyes only and adds nothing to a text
 */
record AddedToken(int id, String text, boolean special) {}
