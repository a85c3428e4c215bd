package dev.aligner.trainer.synthesize;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What is drawn from a source of randomness. */
final class Chance {
    private Chance() {}

    /** A source of its own for each purpose, so that more of one kind of row does not change the others. */
    static RandomGenerator of(long seed, String purpose) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 31 + purpose.hashCode());
    }

    static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }

    static boolean in(int percent, RandomGenerator random) {
        return random.nextInt(100) < percent;
    }
}
