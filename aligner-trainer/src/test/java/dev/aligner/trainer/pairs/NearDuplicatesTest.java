package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
    /** Few words, so that much is alike. */
    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.of("a", "b", "c")
                .list()
                .ofMaxSize(9)
                .map(words -> String.join(" ", words))
                .list()
                .ofMaxSize(20);
    }

    @Property
    void letsThroughExactlyWhatIsFarFromAllThatWasLetThrough(
            @ForAll("texts") List<String> texts, @ForAll @DoubleRange(min = 0.05, max = 1) double threshold) {
        NearDuplicates near = new NearDuplicates(threshold);
        List<Set<Integer>> known = new ArrayList<>();
        for (String text : texts) {
            Set<Integer> shingles = NearDuplicates.shingles(text);
            boolean far = known.stream().allMatch(one -> NearDuplicates.similarity(one, shingles) < threshold);

            assertThat(near.add(text)).isEqualTo(far);

            if (far) {
                known.add(shingles);
            }
        }
    }

    @Test
    void caseAndPunctuationMakeNoDifference() {
        NearDuplicates near = new NearDuplicates(1);

        assertThat(near.add("İstanbul'da hava çok güzel.")).isTrue();
        assertThat(near.add("İSTANBUL da hava, çok güzel")).isFalse();
        assertThat(near.add("hava çok güzel İstanbul'da")).isTrue();
    }

    @Test
    void oneWordOfManyMakesANearDuplicate() {
        NearDuplicates near = new NearDuplicates(0.8);
        String text = "the quick brown fox jumps over the lazy dog while the cat sleeps on a warm stone in the sun";

        assertThat(near.add(text)).isTrue();
        assertThat(near.add(text + " today")).isFalse();
        assertThat(near.add(text.replace("cat", "dog").replace("fox", "wolf").replace("stone", "roof")))
                .isTrue();
    }
}
