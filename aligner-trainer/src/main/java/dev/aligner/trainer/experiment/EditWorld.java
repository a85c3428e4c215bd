package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Questions, answers and corrections of numbers. A question is five words. A good answer says for each of them the word
 * that a fixed dictionary gives, followed by a word of the answerer's own choice, which no question foretells: so much
 * of an answer is style. A bad answer is a good one with some dictionary words wrong and some rude words put in; its
 * correction is the good one. All rows are new: nothing can be learned by heart but the dictionary.
 */
final class EditWorld {
    static final int END = 0;
    private static final int QUESTION = 1;
    private static final int ANSWER = 2;
    private static final int CORRECTION = 3;
    private static final int FIRST_WORD = 4;
    private static final int WORDS = 24;
    private static final int FIRST_RUDE = FIRST_WORD + WORDS;
    private static final int RUDE = 8;
    private static final int QUESTION_WORDS = 5;
    private static final double WRONG = 0.2;
    private static final double INSULT = 0.15;
    static final int VOCABULARY = FIRST_RUDE + RUDE;

    /** At most as many as an answer with an insult before each word. */
    static final int MAX_ANSWER = 4 * QUESTION_WORDS + 2;

    private final Random random;
    private final int[] dictionary;

    EditWorld(long seed) {
        this.random = new Random(seed);
        this.dictionary = dictionary();
    }

    /** The same in every run: runs differ in rows and weights, not in what is to be learned. */
    private static int[] dictionary() {
        List<Integer> words = new ArrayList<>();
        for (int word = 0; word < WORDS; word++) {
            words.add(FIRST_WORD + word);
        }
        Collections.shuffle(words, new Random(1));
        return words.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * A row.
     *
     * @param changed for each token of the correction, the end included, whether the answer does not foretell it: it was
     *     wrong there, or has an insult just before it
     */
    record Row(int[] question, int[] answer, int[] correction, boolean[] changed) {
        boolean good() {
            return Arrays.equals(answer, correction);
        }

        /** Question to correction: what a model without an upstream learns. */
        Example direct() {
            return example(join(new int[] {QUESTION}, question, new int[] {CORRECTION}), correction);
        }

        /** Question and answer to correction. */
        Example residual() {
            return example(prompt(), correction);
        }

        /** Question and answer to the answer itself. */
        Example identity() {
            return example(prompt(), answer);
        }

        int[] prompt() {
            return join(new int[] {QUESTION}, question, new int[] {ANSWER}, answer, new int[] {CORRECTION});
        }
    }

    private static Example example(int[] prompt, int[] target) {
        return new Example(join(prompt, target, new int[] {END}), prompt.length);
    }

    static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    Row row(boolean good) {
        int[] question = new int[QUESTION_WORDS];
        int[] correction = new int[2 * QUESTION_WORDS];
        for (int i = 0; i < QUESTION_WORDS; i++) {
            question[i] = FIRST_WORD + random.nextInt(WORDS);
            correction[2 * i] = dictionary[question[i] - FIRST_WORD];
            correction[2 * i + 1] = FIRST_WORD + random.nextInt(WORDS);
        }
        boolean[] changed = new boolean[correction.length + 1];
        int[] answer = good ? correction : spoil(correction, changed);
        Row row = new Row(question, answer, correction, changed);
        return good || !row.good() ? row : row(false);
    }

    private int[] spoil(int[] correction, boolean[] changed) {
        List<Integer> answer = new ArrayList<>();
        for (int i = 0; i <= correction.length; i++) {
            if (random.nextDouble() < INSULT) {
                answer.add(FIRST_RUDE + random.nextInt(RUDE));
                changed[i] = true;
            }
            if (i < correction.length) {
                boolean wrong = i % 2 == 0 && random.nextDouble() < WRONG;
                int said = wrong ? FIRST_WORD + random.nextInt(WORDS) : correction[i];
                answer.add(said);
                changed[i] |= said != correction[i];
            }
        }
        return answer.stream().mapToInt(Integer::intValue).toArray();
    }

    /** @param goodShare of answers that need no correction */
    List<Row> rows(int count, double goodShare) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(random.nextDouble() < goodShare));
        }
        return rows;
    }
}
