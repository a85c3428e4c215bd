package dev.aligner.engine.tokenize;

import dev.aligner.engine.weights.SentencePieces.Kind;
import dev.aligner.engine.weights.SentencePieces.Piece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merges that a SentencePiece vocabulary implies: each way to put a piece together from two others, the pieces with
 * the greatest scores first. In the order of transformers' {@code generate_merges}, which its own conversions have.
 */
final class PieceMerges {
    private static final Comparator<Merge> ORDER = Comparator.comparingDouble(Merge::score)
            .thenComparingInt(Merge::leftLength)
            .thenComparingInt(Merge::rightLength)
            .reversed();

    private PieceMerges() {}

    private record Merge(String text, double score, int leftLength, int rightLength) {}

    /** "left right", the first to be tried first. */
    static List<String> of(List<Piece> pieces) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            if (merges(pieces.get(id))) {
                ids.putIfAbsent(pieces.get(id).text(), id);
            }
        }
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            Integer first = ids.get(piece.text());
            if (first != null && first == id) {
                addWays(piece, ids, merges);
            }
        }
        merges.sort(ORDER);
        return merges.stream().map(Merge::text).toList();
    }

    /** The others are found as a whole, or in no text at all. A plain space separates the two parts of a merge. */
    private static boolean merges(Piece piece) {
        return piece.kind() == Kind.NORMAL && piece.text().indexOf(' ') < 0;
    }

    private record Way(int left, int right, Merge merge) {}

    private static void addWays(Piece piece, Map<String, Integer> ids, List<Merge> merges) {
        String text = piece.text();
        int length = text.codePointCount(0, text.length());
        List<Way> ways = new ArrayList<>();
        int at = 0;
        for (int leftLength = 1; leftLength < length; leftLength++) {
            at = text.offsetByCodePoints(at, 1);
            Integer left = ids.get(text.substring(0, at));
            Integer right = left == null ? null : ids.get(text.substring(at));
            if (left != null && right != null) {
                String written = text.substring(0, at) + " " + text.substring(at);
                ways.add(new Way(left, right, new Merge(written, piece.score(), leftLength, length - leftLength)));
            }
        }
        ways.sort(Comparator.comparingInt(Way::left).thenComparingInt(Way::right));
        ways.forEach(way -> merges.add(way.merge()));
    }
}
