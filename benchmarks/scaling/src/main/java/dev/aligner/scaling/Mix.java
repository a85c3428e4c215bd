package dev.aligner.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Requests as a mix makes them: some answers stay as they are, some get a few words changed, some are written anew.
 *
 * @param unchanged share of answers that stay
 * @param light share of answers in which every tenth token or so is another
 * @param headTokens of every prompt: the same for all, kept from one to the next
 * @param questionTokens of the question, on average
 * @param answerTokens of the answer, on average
 */
record Mix(double unchanged, double light, int headTokens, int questionTokens, int answerTokens) {
    private static final double LIGHT_EDITS = 0.1;

    /** A correction that refuses, or says it anew, is shorter than what it replaces. */
    private static final double REWRITTEN_LENGTH = 0.5;

    private static final double LONGEST = 4;

    Job job(long arrivalNanos, int mostTokens, RandomGenerator random) {
        int[] answer = fresh(length(answerTokens, random), random);
        int[] question = fresh(length(questionTokens, random), random);
        int[] prompt = new int[headTokens + question.length + answer.length];
        for (int i = 0; i < headTokens; i++) {
            prompt[i] = i;
        }
        System.arraycopy(question, 0, prompt, headTokens, question.length);
        System.arraycopy(answer, 0, prompt, headTokens + question.length, answer.length);
        int most = Math.min((int) Math.ceil(answer.length * 1.5) + 48, Math.max(1, mostTokens - prompt.length));
        return new Job(arrivalNanos, prompt, answer, output(answer, most, random), most);
    }

    private int[] output(int[] answer, int most, RandomGenerator random) {
        double kind = random.nextDouble();
        List<Integer> tokens = new ArrayList<>();
        if (kind < unchanged + light) {
            for (int token : answer) {
                boolean edit = kind >= unchanged && random.nextDouble() < LIGHT_EDITS;
                tokens.add(edit ? freshToken(random) : token);
            }
        } else {
            int count = Math.max(1, (int) (answer.length * REWRITTEN_LENGTH));
            for (int i = 0; i < count; i++) {
                tokens.add(freshToken(random));
            }
        }
        int[] output = new int[Math.min(tokens.size(), most - 1) + 1];
        for (int i = 0; i < output.length - 1; i++) {
            output[i] = tokens.get(i);
        }
        output[output.length - 1] = Job.END;
        return output;
    }

    /** Lengths of texts have a long tail; this one is cut. */
    private static int length(int mean, RandomGenerator random) {
        double spread = 0.7;
        double drawn = mean * Math.exp(spread * random.nextGaussian() - spread * spread / 2);
        return (int) Math.max(4, Math.min(LONGEST * mean, drawn));
    }

    private static int[] fresh(int count, RandomGenerator random) {
        return random.ints(count, 1 << 16, Integer.MAX_VALUE).toArray();
    }

    /** One that no text has twice. */
    private static int freshToken(RandomGenerator random) {
        return random.nextInt(1 << 16, Integer.MAX_VALUE);
    }
}
