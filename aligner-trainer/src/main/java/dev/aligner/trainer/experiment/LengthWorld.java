package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Texts of words that follow each other by chance, of one word on, and a reward that grows with their length up to a point. */
final class LengthWorld {
    static final int END = 0;
    private static final int START = 1;
    private static final int FIRST_WORD = 2;
    private static final int WORDS = 8;
    private static final int FOLLOWERS = 3;
    static final int VOCABULARY = FIRST_WORD + WORDS;
    static final int LONGEST = 16;

    /** Texts of so many words, and longer ones, have the whole reward. */
    private static final double ENOUGH = 8;

    private static final double ENDING = 0.2;

    private final Random random;
    private final int[][] followers = new int[VOCABULARY][FOLLOWERS];

    LengthWorld(long seed) {
        random = new Random(seed);
        // the same language in every run
        Random language = new Random(4);
        for (int[] each : followers) {
            Arrays.setAll(each, i -> FIRST_WORD + language.nextInt(WORDS));
        }
    }

    List<Example> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> example(text())).toList();
    }

    private int[] text() {
        int[] text = new int[LONGEST];
        text[0] = FIRST_WORD + random.nextInt(WORDS);
        int length = 1;
        while (length < LONGEST && random.nextDouble() >= ENDING) {
            text[length] = followers[text[length - 1]][random.nextInt(FOLLOWERS)];
            length++;
        }
        return Arrays.copyOf(text, length);
    }

    static int[] prompt() {
        return new int[] {START};
    }

    static Example example(int[] text) {
        return new Example(EditWorld.join(prompt(), text, new int[] {END}), 1);
    }

    static double reward(int[] text) {
        return Math.min(text.length / ENOUGH, 1);
    }
}
