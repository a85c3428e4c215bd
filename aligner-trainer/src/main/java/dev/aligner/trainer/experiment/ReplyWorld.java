package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Questions of three words with replies of eight. A good reply begins with the first word's own word and goes on, word
 * by word, to one of three followers that each word has: there are many good ones to each question. A bad one begins with
 * an oath.
 */
final class ReplyWorld {
    static final int END = 0;
    private static final int QUESTION = 1;
    private static final int REPLY = 2;
    private static final int FIRST_WORD = 3;
    private static final int WORDS = 24;
    private static final int FIRST_OATH = FIRST_WORD + WORDS;
    private static final int OATHS = 8;
    private static final int FOLLOWERS = 3;
    static final int VOCABULARY = FIRST_OATH + OATHS;
    static final int LENGTH = 8;

    /** What follows the oath of a bad reply. */
    enum Badness {
        /** More oaths: good and bad replies have no word in common. */
        APART,
        /** A good reply: all its words but the first are those of good ones. */
        MIXED
    }

    private final Random random;
    private final Badness badness;
    private final int[][] followers;

    ReplyWorld(long seed, Badness badness) {
        random = new Random(seed);
        this.badness = badness;
        // the same language in every run
        Random language = new Random(2);
        followers = new int[VOCABULARY][FOLLOWERS];
        for (int word = FIRST_WORD; word < VOCABULARY; word++) {
            for (int i = 0; i < FOLLOWERS; i++) {
                followers[word][i] =
                        word < FIRST_OATH ? FIRST_WORD + language.nextInt(WORDS) : FIRST_OATH + language.nextInt(OATHS);
            }
        }
    }

    int[] question() {
        return new int[] {word(), word(), word()};
    }

    private int word() {
        return FIRST_WORD + random.nextInt(WORDS);
    }

    int[] reply(int[] question, boolean bad) {
        int[] reply = new int[LENGTH];
        int begun = bad ? 1 : 0;
        if (bad) {
            reply[0] = FIRST_OATH + random.nextInt(OATHS);
        }
        if (!bad || badness == Badness.MIXED) {
            reply[begun] = followers[question[0]][0];
            begun++;
        }
        for (int i = begun; i < LENGTH; i++) {
            reply[i] = followers[reply[i - 1]][random.nextInt(FOLLOWERS)];
        }
        return reply;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    static int[] prompt(int[] question) {
        return EditWorld.join(new int[] {QUESTION}, question, new int[] {REPLY});
    }

    static Example example(int[] question, int[] reply) {
        int[] prompt = prompt(question);
        return new Example(EditWorld.join(prompt, reply, new int[] {END}), prompt.length);
    }

    /** Question and reply of each row; so large a share of the replies is bad. */
    List<Example> examples(int count, double badShare) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] question = question();
            examples.add(example(question, reply(question, chance(badShare))));
        }
        return examples;
    }
}
