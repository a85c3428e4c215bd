package dev.aligner.upstream;

/**
 * A run of visible text that the corrector works on: one part of one choice.
 *
 * @param choice 0 where the wire knows only one
 * @param part which of the choice's parts, blocks or output items; in the order in which they were met
 */
public record Piece(int choice, int part) {}
