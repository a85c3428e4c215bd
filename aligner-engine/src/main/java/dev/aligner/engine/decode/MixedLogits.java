package dev.aligner.engine.decode;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.Logits;

/**
 * Raw logits of two models mixed in float32: reference + strength * (corrector - reference), before temperature and all
 * that follows (DeRa, Liu et al. 2024). Beyond 1 that magnifies the noise of what is improbable; there only tokens count
 * that the corrector finds at least a tenth as probable as its best one (Li et al. 2023, section 3.2). What a token is
 * worth is said by the whole mixture: a text with a token that would not be written has a probability all the same.
 */
public final class MixedLogits implements Logits {
    private static final float PLAUSIBLE = (float) Math.log(0.1);

    private final Logits reference;
    private final Logits corrector;
    private final float strength;
    private final float[] mixed;
    private final float[] other;
    private int mixedRow = -1;
    private float least;

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
            least = strength > 1 ? most(other) + PLAUSIBLE : Float.NEGATIVE_INFINITY;
            for (int id = 0; id < mixed.length; id++) {
                mixed[id] = mixed[id] + strength * (other[id] - mixed[id]);
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
        float[] scores = checked(mixed(row));
        int best = -1;
        for (int id = 0; id < scores.length; id++) {
            if (other[id] >= least && (best < 0 || scores[id] > scores[best])) {
                best = id;
            }
        }
        // only where the corrector's own scores are none
        return best < 0 ? TokenChooser.mostProbable(scores) : best;
    }

    @Override
    public double logProbability(int row, int token) {
        float[] scores = checked(mixed(row));
        if (scores[token] == Float.NEGATIVE_INFINITY) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED, "logits: -Infinity at token " + token + " (expected: finite)");
        }
        return scores[token] - logSum(scores);
    }

    /**
     * The Kullback-Leibler divergence of a row's distribution from the reference's, in nats: how far the mixture has gone
     * at this token.
     */
    public double divergence(int row) {
        float[] scores = checked(mixed(row));
        float[] from = new float[scores.length];
        reference.copyRow(row, from);
        double normal = logSum(scores);
        double normalFrom = logSum(from);
        double sum = 0;
        for (int id = 0; id < scores.length; id++) {
            double logProbability = scores[id] - normal;
            sum += Math.exp(logProbability) * (logProbability - (from[id] - normalFrom));
        }
        return Math.max(0, sum);
    }

    private static double logSum(float[] scores) {
        float most = most(scores);
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp((double) score - most);
        }
        return most + Math.log(sum);
    }

    private static float[] checked(float[] scores) {
        TokenChooser.checkScores(scores);
        return scores;
    }

    @Override
    public void copyRow(int row, float[] target) {
        float[] scores = mixed(row);
        for (int id = 0; id < target.length; id++) {
            target[id] = other[id] < least ? Float.NEGATIVE_INFINITY : scores[id];
        }
    }

    @Override
    public void close() {
        // the step's owner closes both
    }
}
