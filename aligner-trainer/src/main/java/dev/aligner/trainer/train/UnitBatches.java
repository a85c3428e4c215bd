package dev.aligner.trainer.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Batches of units of similar length: shuffled, sorted by length within stretches of many batches, cut where the padded
 * tokens are full, and the batches shuffled again. Each unit is in one batch.
 */
final class UnitBatches {
    /** Units of one stretch: enough to find neighbours of similar length, few enough that each epoch mixes anew. */
    private static final int STRETCH = 2048;

    private UnitBatches() {}

    /** The same for the same units, seed and epoch; a unit longer than {@code tokens} is a batch of its own. */
    static List<List<Unit>> of(List<Unit> units, int tokens, long seed, int epoch) {
        Random random = new Random(seed * 1_000_003 + epoch);
        List<Unit> shuffled = new ArrayList<>(units);
        Collections.shuffle(shuffled, random);
        List<List<Unit>> batches = new ArrayList<>();
        for (int from = 0; from < shuffled.size(); from += STRETCH) {
            List<Unit> stretch = shuffled.subList(from, Math.min(shuffled.size(), from + STRETCH));
            // stable, so that units of one length stay in their shuffled order
            stretch.sort(Comparator.comparingInt(UnitBatches::width));
            cut(stretch, tokens, batches);
        }
        Collections.shuffle(batches, random);
        return List.copyOf(batches);
    }

    private static void cut(List<Unit> sorted, int tokens, List<List<Unit>> batches) {
        List<Unit> batch = new ArrayList<>();
        int rows = 0;
        for (Unit unit : sorted) {
            // sorted by width: the newest is the widest, and all rows are padded to it
            if (!batch.isEmpty() && (rows + unit.rows()) * (long) width(unit) > tokens) {
                batches.add(List.copyOf(batch));
                batch.clear();
                rows = 0;
            }
            batch.add(unit);
            rows += unit.rows();
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
    }

    private static int width(Unit unit) {
        return unit.padded() / unit.rows();
    }
}
