package dev.aligner.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Reason;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RestraintTest {
    private static final Restraint RESTRAINT = new Restraint(60);
    private static final String LONG =
            "First sort the 12 books by size, which takes an hour at most. Then put the large"
                    + " ones below, since a shelf of heavy books stands better. At last label every row, as on https://a.org/x.";

    @Test
    void rudeWordsAndSentencesMayGo() {
        assertThat(RESTRAINT.broken(LONG + " You utter fool!", LONG)).isEmpty();
        assertThat(RESTRAINT.broken(LONG.replace("an hour", "a damn hour"), LONG))
                .isEmpty();
        assertThat(RESTRAINT.broken(LONG.replace("stands better", "is crap"), LONG))
                .isEmpty();
    }

    @Test
    void aPassageMayNot() {
        int from = LONG.indexOf("Then");
        String lost = LONG.substring(0, from) + LONG.substring(LONG.indexOf("At last"));

        assertThat(RESTRAINT.broken(LONG, lost)).contains(Reason.EDIT_BUDGET);
        assertThat(RESTRAINT.broken(lost, LONG)).contains(Reason.EDIT_BUDGET);
        assertThat(new Restraint(1000).broken(LONG, lost)).isEmpty();
    }

    @Test
    void numbersAndAddressesDoNotAppear() {
        assertThat(RESTRAINT.broken(LONG, LONG.replace("12", "13"))).contains(Reason.FACT_ADDED);
        assertThat(RESTRAINT.broken(LONG, LONG.replace("a.org/x", "a.org/y"))).contains(Reason.FACT_ADDED);
        assertThat(RESTRAINT.broken(LONG, LONG.replace("every row", "12 rows"))).contains(Reason.FACT_ADDED);
        assertThat(RESTRAINT.broken(LONG, LONG.replace("12 ", ""))).isEmpty();
    }

    @Test
    void somethingElseAltogetherMayBeSaid() {
        assertThat(RESTRAINT.broken(LONG, "I'm sorry, but I can't help with that. Please call 112."))
                .isEmpty();
    }

    @Test
    void codeStays() {
        assertThat(RESTRAINT.broken("Run it:\n```\nx = 1\n```", "Run it:\n```\nx\n```"))
                .contains(Reason.CODE_CHANGED);
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of("the", "a", "12", "sea", "😀", "ship,", "http://b.de", "sailed.", "\n")
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property
    void whatIsNotChangedIsNeverBroken(@ForAll("words") List<String> words) {
        String answer = String.join(" ", words);

        assertThat(RESTRAINT.broken(answer, answer)).isEmpty();
    }

    @Property
    void aWordMayAlwaysGo(@ForAll("words") List<String> words, @ForAll int place) {
        int gone = Math.floorMod(place, words.size());
        String rest = String.join(" ", words.subList(0, gone)) + " "
                + String.join(" ", words.subList(gone + 1, words.size()));

        assertThat(RESTRAINT.broken(String.join(" ", words), rest)).isEmpty();
    }

    @Test
    void theCutIsALengthAtAll() {
        assertThatThrownBy(() -> new Restraint(0)).hasMessageContaining("longestCut: 0");
    }
}
