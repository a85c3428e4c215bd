package dev.aligner.engine.decode;

import dev.aligner.core.Sampling;
import java.util.Arrays;

/**
 * The tokens that may come next and their weights, proportional to their probabilities: what temperature, then top-k,
 * then top-p leave of a distribution. Of equally probable tokens the lower id is preferred.
 */
final class Candidates {
    private final int[] ids;
    private final double[] weights;

    private Candidates(int[] ids, double[] weights) {
        this.ids = ids;
        this.weights = weights;
    }

    /**
     * @param scores logits {@code [vocabulary]}: finite or -Infinity, at least one finite
     * @param sampling its temperature is above 0
     */
    static Candidates of(float[] scores, Sampling sampling) {
        int[] ids = finite(scores);
        if (sampling.topK() > 0 && sampling.topK() < ids.length) {
            ids = best(scores, ids, sampling.topK());
        }
        return sampling.topP() < 1
                ? nucleus(scores, ids, sampling)
                : new Candidates(ids, weights(scores, ids, sampling));
    }

    private static int[] finite(float[] scores) {
        int[] ids = new int[scores.length];
        int count = 0;
        for (int id = 0; id < scores.length; id++) {
            if (scores[id] > Float.NEGATIVE_INFINITY) {
                ids[count++] = id;
            }
        }
        return Arrays.copyOf(ids, count);
    }

    private static int[] best(float[] scores, int[] ids, int count) {
        BestFirst best = new BestFirst(scores, ids);
        int[] kept = new int[count];
        for (int i = 0; i < count; i++) {
            kept[i] = best.next();
        }
        return kept;
    }

    /** The best token weighs 1, so that nothing overflows however small the temperature is. */
    private static double[] weights(float[] scores, int[] ids, Sampling sampling) {
        double max = Double.NEGATIVE_INFINITY;
        for (int id : ids) {
            max = Math.max(max, scores[id]);
        }
        double[] weights = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            weights[i] = Math.exp((scores[ids[i]] - max) / sampling.temperature());
        }
        return weights;
    }

    /** Holtzman et al. 2020, section 3.1: the smallest set of the most probable tokens that reaches p. */
    private static Candidates nucleus(float[] scores, int[] ids, Sampling sampling) {
        double enough =
                sampling.topP() * Arrays.stream(weights(scores, ids, sampling)).sum();
        BestFirst best = new BestFirst(scores, ids);
        int first = best.next();
        int[] kept = new int[ids.length];
        kept[0] = first;
        int count = 1;
        for (double reached = 1; reached < enough && count < ids.length; count++) {
            kept[count] = best.next();
            reached += Math.exp(((double) scores[kept[count]] - scores[first]) / sampling.temperature());
        }
        int[] nucleus = Arrays.copyOf(kept, count);
        return new Candidates(nucleus, weights(scores, nucleus, sampling));
    }

    int[] ids() {
        return ids.clone();
    }

    double[] weights() {
        return weights.clone();
    }

    /** The token at {@code point}, from 0 to 1 (exclusive), of the total weight. */
    int at(double point) {
        double target = point * Arrays.stream(weights).sum();
        double passed = 0;
        int chosen = -1;
        for (int i = 0; i < weights.length && (chosen < 0 || passed <= target); i++) {
            // a weight that underflowed to 0 is never chosen, not even where rounding leads past the end
            if (weights[i] > 0) {
                passed += weights[i];
                chosen = ids[i];
            }
        }
        return chosen;
    }
}
