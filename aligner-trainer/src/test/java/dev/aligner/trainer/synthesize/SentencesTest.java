package dev.aligner.trainer.synthesize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencesTest {
    @Test
    void aSeamIsBetweenSentencesOfALine() {
        assertThat(Sentences.seams("It rains. We stay. Why?")).containsExactly(10, 19);
    }

    @Test
    void noSeamCutsATitleAnInitialOrAListItem() {
        assertThat(Sentences.seams("Ask Dr. Smith or J. Doe.")).isEmpty();
        assertThat(Sentences.seams("1. Mix the flour\n2. Bake it")).isEmpty();
    }

    @Test
    void anOpeningBeginsTheTextAndEndsBehindASentence() {
        String text = "One two three four. Five six seven eight. Nine ten eleven twelve.";
        for (int seed = 0; seed < 20; seed++) {
            String opening = Sentences.opening(text, 9, Chance.of(seed, "test"));

            assertThat(text).startsWith(opening);
            assertThat(opening).endsWith(".");
            assertThat(Sentences.words(opening)).isLessThanOrEqualTo(9);
        }
    }
}
