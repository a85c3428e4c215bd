package dev.aligner.trainer.synthesize;

/**
 * A good answer that edits can be put into.
 *
 * @param question empty where there is none
 */
record Carrier(String question, String answer, String source, String licence) {}
