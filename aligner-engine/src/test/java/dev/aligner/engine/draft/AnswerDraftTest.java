package dev.aligner.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AnswerDraftTest {
    private static final int[] TEXT = IntStream.range(100, 160).toArray();

    /** How many passes it takes to write an output, with drafts of at most so many tokens. */
    private static int passes(int[] text, int[] prompt, int[] output, int most) {
        AnswerDraft draft = new AnswerDraft(text, prompt);
        int[] proposed = draft.first();
        int written = 0;
        int passes = 0;
        while (true) {
            passes++;
            int accepted = 0;
            while (accepted < proposed.length
                    && written + accepted < output.length
                    && proposed[accepted] == output[written + accepted]) {
                accepted++;
            }
            written += accepted + 1;
            if (written > output.length) {
                return passes;
            }
            proposed = draft.next(output, written, proposed.length, accepted, acceptance -> most);
        }
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    private static int[] part(int from, int to) {
        return Arrays.copyOfRange(TEXT, from, to);
    }

    @Test
    void anUnchangedTextTakesOnePass() {
        assertThat(passes(TEXT, new int[0], TEXT, 8)).isEqualTo(1);
    }

    @Test
    void aReplacedTokenCostsOnePassMore() {
        int[] output = join(part(0, 20), new int[] {7}, part(21, 60));

        assertThat(passes(TEXT, new int[0], output, 60)).isEqualTo(2);
    }

    @Test
    void aDroppedSentenceCostsOnePassMore() {
        assertThat(passes(TEXT, new int[0], join(part(0, 20), part(35, 60)), 60))
                .isEqualTo(2);
    }

    @Test
    void anInsertedTextIsWrittenAndThenTheRestFollowsAtOnce() {
        int[] output = join(part(0, 20), new int[] {1, 2, 3}, part(20, 60));

        assertThat(passes(TEXT, new int[0], output, 60)).isEqualTo(1 + 3 + 1);
    }

    @Test
    void whatStandsEarlierInTheTextIsFoundInThePrompt() {
        int[] output = join(part(0, 60), part(5, 30));

        int passes = passes(TEXT, TEXT, output, 60);

        assertThat(passes)
                .as("a pass for each of the two tokens that it takes to find it")
                .isLessThanOrEqualTo(4);
    }

    @Test
    void aTokenThatComesOftenDoesNotLeadAstrayForGood() {
        int comma = 5;
        int[] text =
                IntStream.range(0, 60).map(i -> i % 6 == 5 ? comma : 100 + i).toArray();
        int[] output = join(Arrays.copyOf(text, 8), new int[] {1, comma}, Arrays.copyOfRange(text, 8, 60));

        assertThat(passes(text, new int[0], output, 60)).isLessThanOrEqualTo(5);
    }

    @Property(tries = 500)
    void editsCostAFewPassesEachHoweverTheyFall(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] text = random.ints(80, 0, 5000).toArray();
        int edits = 0;
        int inserted = 0;
        int[] output = new int[200];
        int length = 0;
        for (int token : text) {
            switch (random.nextInt(24)) {
                case 0 -> edits++;
                case 1 -> {
                    edits++;
                    inserted++;
                    output[length++] = token;
                    output[length++] = 5000 + random.nextInt(5000);
                }
                case 2 -> {
                    edits++;
                    output[length++] = 5000 + random.nextInt(5000);
                }
                default -> output[length++] = token;
            }
        }
        int[] written = Arrays.copyOf(output, length);

        assertThat(passes(text, text, written, 99)).isLessThanOrEqualTo(2 + 2 * edits + inserted);
        assertThat(passes(text, text, written, 0)).isLessThanOrEqualTo(length + 1);
    }
}
