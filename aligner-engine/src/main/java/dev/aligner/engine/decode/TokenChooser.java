package dev.aligner.engine.decode;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Sampling;
import dev.aligner.engine.model.Logits;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Chooses the next tokens of one request and remembers what it chose. Penalties come first (repetition, then
 * frequency), then temperature, top-k and top-p. Its randomness is its own: the same seed and the same scores give the
 * same tokens, whoever else is in the batch. Not thread-safe.
 */
public final class TokenChooser {
    private final Sampling sampling;
    private final DoubleSupplier random;
    private final Map<Integer, Integer> timesWritten = new HashMap<>();

    /** @param seed in the place of {@code sampling.seed()}, which may be null */
    public TokenChooser(Sampling sampling, long seed) {
        this(sampling, new SplittableRandom(seed)::nextDouble);
    }

    /** @param random one number from 0 to 1 (exclusive) for each token */
    public TokenChooser(Sampling sampling, DoubleSupplier random) {
        this.sampling = sampling;
        this.random = random;
    }

    /**
     * @param scores logits {@code [vocabulary]}; penalties are written into it
     * @throws AlignerException MODEL_FAILED if one is NaN or +Infinity, or all are -Infinity; nothing was chosen
     */
    public int choose(float[] scores) {
        checkScores(scores);
        timesWritten.forEach((token, times) -> scores[token] = penalized(scores[token], times));
        int token = sampling.temperature() == 0
                ? mostProbable(scores)
                : Candidates.of(scores, sampling).at(random.getAsDouble());
        timesWritten.merge(token, 1, Integer::sum);
        return token;
    }

    /**
     * As {@link #choose(float[])}, of a row of logits, which stays as it is.
     *
     * @param scratch {@code [vocabulary]}; overwritten
     */
    public int choose(Logits logits, int row, float[] scratch) {
        if (sampling.temperature() == 0 && sampling.repetitionPenalty() == 1 && sampling.frequencyPenalty() == 0) {
            return logits.best(row);
        }
        logits.copyRow(row, scratch);
        return choose(scratch);
    }

    static void checkScores(float[] scores) {
        boolean anyFinite = false;
        for (int id = 0; id < scores.length; id++) {
            float score = scores[id];
            // false for NaN as well
            if (!(score < Float.POSITIVE_INFINITY)) {
                throw AlignerException.of(
                        ErrorCode.MODEL_FAILED,
                        "logits: " + score + " at token " + id + " (expected: finite or -Infinity)");
            }
            anyFinite |= score > Float.NEGATIVE_INFINITY;
        }
        if (!anyFinite) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FAILED, "logits: none of " + scores.length + " is finite (expected: at least one)");
        }
    }

    private float penalized(float score, int times) {
        if (score == Float.NEGATIVE_INFINITY) {
            return score;
        }
        double repeated = score > 0 ? score / sampling.repetitionPenalty() : score * sampling.repetitionPenalty();
        double penalized = repeated - sampling.frequencyPenalty() * times;
        // a tiny penalty must not make a finite score infinite
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, penalized));
    }

    static int mostProbable(float[] scores) {
        int best = 0;
        for (int id = 1; id < scores.length; id++) {
            if (scores[id] > scores[best]) {
                best = id;
            }
        }
        return best;
    }
}
