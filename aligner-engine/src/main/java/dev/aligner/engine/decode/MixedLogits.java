package dev.aligner.engine.decode;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.Logits;

/**
 * Raw logits of two models mixed in float32: reference + strength * (corrector - reference), before temperature and all
 * that follows (DeRa, Liu et al. 2024). Beyond 1 that magnifies the noise of what is improbable; there only tokens count
 * that the corrector finds at least a tenth as probable as its best one (Li et al. 2023, section 3.2).
 */
public final class MixedLogits implements Logits {
    private static final float PLAUSIBLE = (float) Math.log(0.1);

    private final Logits reference;
    private final Logits corrector;
    private final float strength;
    private final float[] mixed;
    private final float[] other;
    private int mixedRow = -1;

    /**
     * @param reference rows of one model
     * @param corrector the same rows of the other
     * @param vocabulary columns of both
     */
    public MixedLogits(Logits reference, Logits corrector, double strength, int vocabulary) {
        this.reference = reference;
        this.corrector = corrector;
        this.strength = (float) strength;
        this.mixed = new float[vocabulary];
        this.other = new float[vocabulary];
    }

    private float[] mixed(int row) {
        if (row != mixedRow) {
            reference.copyRow(row, mixed);
            corrector.copyRow(row, other);
            float least = strength > 1 ? most(other) + PLAUSIBLE : Float.NEGATIVE_INFINITY;
            for (int id = 0; id < mixed.length; id++) {
                mixed[id] =
                        other[id] < least ? Float.NEGATIVE_INFINITY : mixed[id] + strength * (other[id] - mixed[id]);
            }
            mixedRow = row;
        }
        return mixed;
    }

    private static float most(float[] scores) {
        float most = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            most = Math.max(most, score);
        }
        return most;
    }

    @Override
    public int rows() {
        return reference.rows();
    }

    @Override
    public int best(int row) {
        return TokenChooser.mostProbable(checked(mixed(row)));
    }

    @Override
    public double logProbability(int row, int token) {
        float[] scores = checked(mixed(row));
        if (scores[token] == Float.NEGATIVE_INFINITY) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED, "logits: -Infinity at token " + token + " (expected: finite)");
        }
        float most = most(scores);
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp((double) score - most);
        }
        return (double) scores[token] - most - Math.log(sum);
    }

    private static float[] checked(float[] scores) {
        TokenChooser.checkScores(scores);
        return scores;
    }

    @Override
    public void copyRow(int row, float[] target) {
        System.arraycopy(mixed(row), 0, target, 0, target.length);
    }

    @Override
    public void close() {
        // the step's owner closes both
    }
}
