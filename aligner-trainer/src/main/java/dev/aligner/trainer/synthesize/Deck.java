package dev.aligner.trainer.synthesize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Draws in random order, each once before any comes again. */
final class Deck<T> {
    private final List<T> all;
    private final List<T> left = new ArrayList<>();

    Deck(List<T> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("deck: nothing to draw from");
        }
        this.all = List.copyOf(all);
    }

    T draw(RandomGenerator random) {
        if (left.isEmpty()) {
            left.addAll(all);
            Collections.shuffle(left, new Random(random.nextLong()));
        }
        return left.remove(left.size() - 1);
    }

    int size() {
        return all.size();
    }
}
