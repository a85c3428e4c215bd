package dev.aligner.relay;

import dev.aligner.upstream.Piece;

/**
 * What was done to one text of an answer.
 *
 * @param text what took the answer's place, or would have
 */
record PieceOutcome(Piece piece, String answer, String text, AnswerOutcome outcome) {}
