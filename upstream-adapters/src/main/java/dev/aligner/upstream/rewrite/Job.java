package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.Piece;

/**
 * A text to be corrected.
 *
 * @param number tells jobs of a stream apart
 * @param before what of the same piece was sent on already, corrected
 * @param text the unit
 */
public record Job(int number, Piece piece, String before, String text) {}
