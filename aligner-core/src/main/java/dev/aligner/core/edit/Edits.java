package dev.aligner.core.edit;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes, applies and measures edits.
 *
 * <p>Texts are sequences of code points without unpaired surrogates; with one, offsets may fall where a reader of
 * UTF-16 would not look for them.
 */
public final class Edits {
    private Edits() {}

    /**
     * The smallest word-level changes that turn {@code answer} into {@code correction}: sorted, disjoint, with
     * something unchanged between any two, each changing something; empty exactly when the texts are equal. Words, runs
     * of white space and single other characters are the units; text without spaces between its words is compared by
     * character.
     *
     * <p>Past some 4,000 changed units the edits are right but not the smallest: one edit takes all that lies between
     * the common beginning and the common end.
     */
    public static List<Edit> between(String answer, String correction) {
        if (answer.equals(correction)) {
            return List.of();
        }
        List<String> before = Words.split(answer);
        List<String> after = Words.split(correction);
        List<Edit> edits = new ArrayList<>();
        int word = 0;
        int offset = 0;
        for (WordDiff.Difference difference : WordDiff.between(before, after)) {
            int start = offset + codePoints(before, word, difference.beforeStart());
            int end = start + codePoints(before, difference.beforeStart(), difference.beforeEnd());
            edits.add(new Edit(
                    start, end, String.join("", after.subList(difference.afterStart(), difference.afterEnd()))));
            word = difference.beforeEnd();
            offset = end;
        }
        return List.copyOf(edits);
    }

    /**
     * The answer with its edits made.
     *
     * @throws IllegalArgumentException if the edits are not sorted, overlap, or reach beyond the answer
     */
    public static String apply(String answer, List<Edit> edits) {
        StringBuilder text = new StringBuilder(answer.length());
        int codePoint = 0;
        int copied = 0;
        for (Edit edit : edits) {
            if (edit.start() < codePoint) {
                throw new IllegalArgumentException("edit: start " + edit.start() + " (expected: at least " + codePoint
                        + ", where the one before it ends)");
            }
            int first = index(answer, copied, edit.start() - codePoint, edit);
            int last = index(answer, first, edit.end() - edit.start(), edit);
            text.append(answer, copied, first).append(edit.replacement());
            codePoint = edit.end();
            copied = last;
        }
        return text.append(answer, copied, answer.length()).toString();
    }

    /**
     * (deleted + inserted) / (length before + length after), in code points.
     *
     * @return 0..1; 0 exactly when nothing changes, 1 exactly when nothing is left
     */
    public static double ratio(String answer, List<Edit> edits) {
        long before = answer.codePointCount(0, answer.length());
        long deleted = 0;
        long inserted = 0;
        for (Edit edit : edits) {
            deleted += edit.end() - edit.start();
            inserted += edit.replacement().codePointCount(0, edit.replacement().length());
        }
        long changed = deleted + inserted;
        return changed == 0 ? 0 : (double) changed / (before + (before - deleted + inserted));
    }

    private static int codePoints(List<String> words, int from, int to) {
        int count = 0;
        for (String word : words.subList(from, to)) {
            count += word.codePointCount(0, word.length());
        }
        return count;
    }

    private static int index(String answer, int from, int codePoints, Edit edit) {
        try {
            return answer.offsetByCodePoints(from, codePoints);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "edit: " + edit.start() + ".." + edit.end() + " (expected: within an answer of "
                            + answer.codePointCount(0, answer.length()) + " code points)",
                    e);
        }
    }
}
