package dev.aligner.engine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A model for tests, whose scores are a hash of the tokens in its slot's cache and of nothing else: a token in the
 * wrong slot or position changes everything that follows. It refuses what a real one could not notice: a gap in a slot,
 * a slot twice in a step, another thread than its own, a call after the end.
 */
public final class ScriptedModel implements LanguageModel {
    private final ModelShape shape;
    private final Consumer<List<Segment>> beforeForward;
    private final Thread owner = Thread.currentThread();
    private final int[][] cache;
    private final int[] filled;
    private boolean closed;

    /** @param beforeForward may look at a step, wait, or throw in the model's place */
    public ScriptedModel(ModelShape shape, Consumer<List<Segment>> beforeForward) {
        this.shape = shape;
        this.beforeForward = beforeForward;
        this.cache = new int[shape.slots()][shape.contextTokens()];
        this.filled = new int[shape.slots()];
    }

    /** The scores after the first {@code count} tokens, {@code [vocabulary]}, in -4 to 4. */
    public static float[] scores(int[] tokens, int count, int vocabulary) {
        long hash = 0x9E3779B97F4A7C15L;
        for (int i = 0; i < count; i++) {
            hash = mixed(hash + tokens[i]);
        }
        float[] scores = new float[vocabulary];
        for (int id = 0; id < vocabulary; id++) {
            scores[id] = (mixed(hash ^ mixed(id)) >>> 40) / (float) (1 << 21) - 4;
        }
        return scores;
    }

    /** Stafford's variant 13 of the MurmurHash3 finalizer. */
    private static long mixed(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public Logits forward(List<Segment> segments) {
        checkUse();
        beforeForward.accept(segments);
        check(!segments.isEmpty(), "segments: none");
        Set<Integer> slots = new HashSet<>();
        List<float[]> rows = new ArrayList<>();
        for (Segment segment : segments) {
            int slot = segment.slot();
            int end = segment.start() + segment.tokens().length;
            check(slots.add(slot), "slot " + slot + ": twice in a step");
            check(segment.start() <= filled[slot], "slot " + slot + ": a gap before " + segment.start());
            check(end <= shape.contextTokens(), "slot " + slot + ": " + end + " tokens");
            System.arraycopy(segment.tokens(), 0, cache[slot], segment.start(), segment.tokens().length);
            filled[slot] = end;
            for (int i = segment.logitsFrom(); i < segment.tokens().length; i++) {
                rows.add(scores(cache[slot], segment.start() + i + 1, shape.vocabulary()));
            }
        }
        return new ArrayLogits(rows);
    }

    @Override
    public void close() {
        checkUse();
        closed = true;
        for (int[] slot : cache) {
            Arrays.fill(slot, -1);
        }
    }

    private void checkUse() {
        check(Thread.currentThread().equals(owner), "thread: " + Thread.currentThread());
        check(!closed, "model: closed");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
