package dev.aligner.upstream.rewrite;

/** How much of a text the corrector sees before any of it is sent on. */
public enum Window {
    /** All of it: the correction is the one that the whole answer would get, and the first text comes last. */
    WHOLE,
    /** A sentence, a line or a block of code at a time: the first text comes after one of them. */
    SENTENCE
}
