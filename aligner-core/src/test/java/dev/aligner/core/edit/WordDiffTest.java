package dev.aligner.core.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WordDiffTest {

    @Property(tries = 500)
    void fewestWordsAreDeletedAndInserted(@ForAll("words") List<String> before, @ForAll("words") List<String> after) {
        int changed = 0;
        for (WordDiff.Difference difference : WordDiff.between(before, after)) {
            changed += difference.beforeEnd() - difference.beforeStart();
            changed += difference.afterEnd() - difference.afterStart();
        }
        assertThat(changed).isEqualTo(before.size() + after.size() - 2 * longestCommonSubsequence(before, after));
    }

    @Property(tries = 500)
    void whatLiesBetweenDifferencesIsEqual(@ForAll("words") List<String> before, @ForAll("words") List<String> after) {
        List<String> rebuilt = new ArrayList<>();
        int at = 0;
        for (WordDiff.Difference difference : WordDiff.between(before, after)) {
            rebuilt.addAll(before.subList(at, difference.beforeStart()));
            rebuilt.addAll(after.subList(difference.afterStart(), difference.afterEnd()));
            at = difference.beforeEnd();
        }
        rebuilt.addAll(before.subList(at, before.size()));
        assertThat(rebuilt).isEqualTo(after);
    }

    @Test
    void unrelatedLongTextsAreOneDifference() {
        List<String> before = randomWords(1, 200_000);
        List<String> after = randomWords(2, 200_000);
        before.set(0, "same");
        after.set(0, "same");
        before.set(199_999, "end");
        after.set(199_999, "end");
        assertThat(WordDiff.between(before, after)).containsExactly(new WordDiff.Difference(1, 199_999, 1, 199_999));
    }

    @Test
    void fewChangesInLongTextsStaySmall() {
        List<String> before = randomWords(1, 200_000);
        List<String> after = new ArrayList<>(before);
        after.set(3, "new");
        after.add(100_000, "more");
        after.remove(199_000);
        assertThat(WordDiff.between(before, after))
                .containsExactly(
                        new WordDiff.Difference(3, 4, 3, 4),
                        new WordDiff.Difference(100_000, 100_000, 100_000, 100_001),
                        new WordDiff.Difference(198_999, 199_000, 199_000, 199_000));
    }

    @Test
    void oneWordAgainstVeryManyIsNotSearched() {
        List<String> many = randomWords(1, 200_000);
        assertThat(WordDiff.between(List.of("x", many.get(100_000), "y"), many))
                .containsExactly(new WordDiff.Difference(0, 3, 0, 200_000));
    }

    @Test
    void boundIsFarFromAnOrdinaryRewrite() {
        List<String> before = randomWords(1, 2_000);
        List<String> after = randomWords(2, 2_000);
        assertThat(WordDiff.between(before, after)).hasSizeGreaterThan(100);
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of("a", "b", "c", " ").list().ofMaxSize(25);
    }

    private static List<String> randomWords(long seed, int count) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>(Collections.nCopies(count, ""));
        words.replaceAll(word -> "w" + random.nextInt(500));
        return words;
    }

    private static int longestCommonSubsequence(List<String> one, List<String> other) {
        int[][] length = new int[one.size() + 1][other.size() + 1];
        for (int i = 1; i <= one.size(); i++) {
            for (int j = 1; j <= other.size(); j++) {
                length[i][j] = one.get(i - 1).equals(other.get(j - 1))
                        ? length[i - 1][j - 1] + 1
                        : Math.max(length[i - 1][j], length[i][j - 1]);
            }
        }
        return length[one.size()][other.size()];
    }
}
