package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Additions written from the last digit on, a carry after each digit of the sum: what is written next depends on what
 * was just written, so a slip spreads. {@code 47 + 85} is {@code 7 4 + 5 8 = 2 ^ 3 ^ 1}, the caret for a carry of one.
 */
final class CarryWorld {
    static final int END = 0;
    private static final int PLUS = 1;
    private static final int EQUALS = 2;
    private static final int CARRY = 3;
    private static final int NO_CARRY = 4;
    private static final int ZERO = 5;
    static final int VOCABULARY = ZERO + 10;

    static final int DIGITS = 3;
    /** A digit and a carry each, and the end. */
    static final int TARGETS = 2 * DIGITS + 1;

    private final Random random;

    CarryWorld(long seed) {
        random = new Random(seed);
    }

    Example addition() {
        int[] tokens = new int[2 * DIGITS + 2 + TARGETS];
        int carry = 0;
        tokens[DIGITS] = PLUS;
        tokens[2 * DIGITS + 1] = EQUALS;
        int from = 2 * DIGITS + 2;
        for (int i = 0; i < DIGITS; i++) {
            int one = random.nextInt(10);
            int other = random.nextInt(10);
            int sum = one + other + carry;
            carry = sum / 10;
            tokens[i] = ZERO + one;
            tokens[DIGITS + 1 + i] = ZERO + other;
            tokens[from + 2 * i] = ZERO + sum % 10;
            tokens[from + 2 * i + 1] = carry == 1 ? CARRY : NO_CARRY;
        }
        tokens[tokens.length - 1] = END;
        return new Example(tokens, from);
    }

    List<Example> additions(int count) {
        List<Example> additions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            additions.add(addition());
        }
        return additions;
    }
}
