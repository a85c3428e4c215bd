package dev.aligner.engine.weights;

import java.util.List;

/**
 * A SentencePiece vocabulary (Kudo and Richardson 2018), whichever file it was read from.
 *
 * @param pieces of each id
 * @param charsMap SentencePiece's compiled table that rewrites characters first, in base 64; empty for none
 * @param trimsSpaces whether runs of spaces count as one, and those at the ends of a text not at all
 * @param prefix where a space is put in front of a text
 */
public record SentencePieces(
        Algorithm algorithm, List<Piece> pieces, String charsMap, boolean trimsSpaces, Prefix prefix) {
    public SentencePieces {
        pieces = List.copyOf(pieces);
    }

    /** How a text is cut into pieces. */
    public enum Algorithm {
        /** The most probable cut; a score is a log-probability. */
        UNIGRAM,
        /** Neighbours are merged, the piece with the greatest score first. */
        BPE
    }

    /** Where a space is put in front. */
    public enum Prefix {
        NEVER,
        /** In front of the whole text. */
        FIRST,
        /** In front of every stretch of text between control tokens. */
        EVERY
    }

    /** What a piece is for; in the order of the numbers 1 to 6 of SentencePiece and of llama.cpp. */
    public enum Kind {
        NORMAL,
        /** Stands for what no other piece can write. */
        UNKNOWN,
        CONTROL,
        /** Found in a text before anything is cut, and never part of a larger piece. */
        USER_DEFINED,
        UNUSED,
        /** {@code <0x0A>}: a byte of a character that no piece can write. */
        BYTE;

        private static final List<Kind> ALL = List.of(values());

        static final int LEAST_NUMBER = 1;
        static final int MOST_NUMBER = ALL.size();

        static Kind ofNumber(int number) {
            return ALL.get(number - 1);
        }
    }

    /** @param text with U+2581 for a space */
    public record Piece(String text, float score, Kind kind) {
        Piece as(Kind other) {
            return new Piece(text, score, other);
        }
    }

    /** The first id of a text, or -1. */
    int id(String text) {
        for (int id = 0; id < pieces.size(); id++) {
            if (pieces.get(id).text().equals(text)) {
                return id;
            }
        }
        return -1;
    }
}
