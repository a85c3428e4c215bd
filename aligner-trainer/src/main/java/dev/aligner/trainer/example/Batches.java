package dev.aligner.trainer.example;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Units in batches of similar length, so that little is padded, in an order that depends on nothing but the units, the
 * seed and the epoch: a training goes on from any position as if it had never stopped. Each epoch holds every unit once.
 *
 * <p>An epoch's units are shuffled, sorted by length within stretches of {@link #STRETCH}, cut into batches of at most
 * the given number of tokens with padding, and the batches are shuffled.
 */
public final class Batches<T> {
    /** Units that are sorted together: enough for batches of one length, few enough that each epoch mixes anew. */
    private static final int STRETCH = 1024;

    private final List<T> units;
    private final Function<? super T, Size> size;
    private final int maxTokens;
    private final long seed;

    /**
     * Batches of these units.
     *
     * @param maxTokens of a batch, with padding: sequences times the longest of them
     * @throws IllegalArgumentException if there is no unit, or one that does not fit a batch by itself
     */
    public Batches(List<? extends T> units, Function<? super T, Size> size, int maxTokens, long seed) {
        this.units = List.copyOf(units);
        this.size = size;
        this.maxTokens = maxTokens;
        this.seed = seed;
        if (units.isEmpty()) {
            throw new IllegalArgumentException("units: none (expected: at least 1)");
        }
        for (T unit : units) {
            Size alone = size.apply(unit);
            if ((long) alone.sequences() * alone.tokens() > maxTokens) {
                throw new IllegalArgumentException("unit: " + alone.sequences() + " sequences of " + alone.tokens()
                        + " tokens (expected: at most " + maxTokens + " tokens together, the size of a batch)");
            }
        }
    }

    /** All batches of an epoch, in order. */
    public List<List<T>> epoch(int epoch) {
        Random random = new Random(new SplittableRandom(seed + epoch * 0x9E3779B97F4A7C15L).nextLong());
        List<T> shuffled = new ArrayList<>(units);
        Collections.shuffle(shuffled, random);
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < shuffled.size(); from += STRETCH) {
            List<T> stretch = shuffled.subList(from, Math.min(from + STRETCH, shuffled.size()));
            stretch.sort(Comparator.comparingInt(unit -> size.apply(unit).tokens()));
            cut(stretch, batches);
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    private void cut(List<T> sorted, List<List<T>> batches) {
        List<T> batch = new ArrayList<>();
        long sequences = 0;
        for (T unit : sorted) {
            Size next = size.apply(unit);
            // the next is the longest so far
            if ((sequences + next.sequences()) * next.tokens() > maxTokens) {
                batches.add(List.copyOf(batch));
                batch.clear();
                sequences = 0;
            }
            batch.add(unit);
            sequences += next.sequences();
        }
        batches.add(List.copyOf(batch));
    }

    /**
     * The batches from a position on, epoch after epoch, without end.
     *
     * @throws IllegalArgumentException if the epoch has no such batch
     */
    public Iterator<Batch<T>> from(Batch.Position position) {
        List<List<T>> first = epoch(position.epoch());
        if (position.epoch() < 0 || position.batch() < 0 || position.batch() >= first.size()) {
            throw new IllegalArgumentException(
                    "position: " + position + " (expected: a batch from 0 to " + (first.size() - 1) + ")");
        }
        return new Iterator<>() {
            private Batch.Position at = position;
            private List<List<T>> epoch = first;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Batch<T> next() {
                List<T> batch = epoch.get(at.batch());
                boolean last = at.batch() + 1 == epoch.size();
                Batch.Position next =
                        last ? new Batch.Position(at.epoch() + 1, 0) : new Batch.Position(at.epoch(), at.batch() + 1);
                if (last) {
                    epoch = Batches.this.epoch(next.epoch());
                }
                Batch<T> given = new Batch<>(at, next, batch);
                at = next;
                return given;
            }
        };
    }
}
