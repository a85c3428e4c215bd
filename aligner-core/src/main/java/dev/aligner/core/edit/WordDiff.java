package dev.aligner.core.edit;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Where two sequences of words differ: Myers' algorithm in linear space (Myers 1986, section 4b), over what is left
 * between the common beginning and the common end.
 *
 * <p>Its time grows with the words times the words that changed, which two unrelated long texts make quadratic. So the
 * work is bounded: past {@link #MAX_COMPARISONS} the whole middle is one difference, right though not the smallest.
 */
final class WordDiff {
    /**
     * Comparisons of two words before the middle counts as wholly different: some 4,000 changed words, less than half a
     * second.
     */
    static final int MAX_COMPARISONS = 8_000_000;

    /**
     * How many words longer one middle may be than the other. So many must be inserted or deleted in any case, and past
     * the end of the shorter one the algorithm works without comparing, which the other bound would not see.
     */
    static final int MAX_SURPLUS = 4_000;

    private WordDiff() {}

    /** Words {@code beforeStart..beforeEnd} were replaced by {@code afterStart..afterEnd}; not both are empty. */
    record Difference(int beforeStart, int beforeEnd, int afterStart, int afterEnd) {}

    /** The differences in order, with at least one equal word between any two. */
    static List<Difference> between(List<String> before, List<String> after) {
        int shorter = Math.min(before.size(), after.size());
        int prefix = 0;
        while (prefix < shorter && before.get(prefix).equals(after.get(prefix))) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < shorter - prefix
                && before.get(before.size() - 1 - suffix).equals(after.get(after.size() - 1 - suffix))) {
            suffix++;
        }
        List<String> oldWords = before.subList(prefix, before.size() - suffix);
        List<String> newWords = after.subList(prefix, after.size() - suffix);
        if (oldWords.isEmpty() && newWords.isEmpty()) {
            return List.of();
        }
        BitSet deleted = new BitSet();
        BitSet inserted = new BitSet();
        if (!mark(oldWords, newWords, deleted, inserted)) {
            deleted.set(0, oldWords.size());
            inserted.set(0, newWords.size());
        }
        return runs(oldWords.size(), newWords.size(), deleted, inserted, prefix);
    }

    private static boolean mark(List<String> oldWords, List<String> newWords, BitSet deleted, BitSet inserted) {
        if (oldWords.isEmpty() || newWords.isEmpty() || Math.abs(oldWords.size() - newWords.size()) > MAX_SURPLUS) {
            return false;
        }
        Map<String, Integer> numbers = new HashMap<>();
        List<Integer> source = number(oldWords, numbers);
        List<Integer> target = number(newWords, numbers);
        List<Change> changes;
        try {
            changes = new MyersDiffWithLinearSpace<>(new BoundedEquality()).computeDiff(source, target, null);
        } catch (TooDifferent e) {
            return false;
        }
        for (Change change : changes) {
            deleted.set(change.startOriginal, change.endOriginal);
            inserted.set(change.startRevised, change.endRevised);
        }
        return true;
    }

    private static List<Integer> number(List<String> words, Map<String, Integer> numbers) {
        List<Integer> ids = new ArrayList<>(words.size());
        for (String word : words) {
            Integer next = numbers.size();
            Integer known = numbers.putIfAbsent(word, next);
            ids.add(known == null ? next : known);
        }
        return ids;
    }

    private static List<Difference> runs(int oldSize, int newSize, BitSet deleted, BitSet inserted, int shift) {
        List<Difference> differences = new ArrayList<>();
        int before = 0;
        int after = 0;
        while (before < oldSize || after < newSize) {
            int beforeEnd = Math.min(deleted.nextClearBit(before), oldSize);
            int afterEnd = Math.min(inserted.nextClearBit(after), newSize);
            if (beforeEnd > before || afterEnd > after) {
                differences.add(new Difference(before + shift, beforeEnd + shift, after + shift, afterEnd + shift));
            }
            before = beforeEnd + 1;
            after = afterEnd + 1;
        }
        return differences;
    }

    private static final class BoundedEquality implements BiPredicate<Integer, Integer> {
        private int comparisons;

        @Override
        public boolean test(Integer one, Integer other) {
            if (++comparisons > MAX_COMPARISONS) {
                throw new TooDifferent();
            }
            return one.intValue() == other.intValue();
        }
    }

    /** The only way out of the library's loop; never leaves this class. */
    private static final class TooDifferent extends RuntimeException {
        TooDifferent() {
            super("more than " + MAX_COMPARISONS + " comparisons", null, false, false);
        }
    }
}
