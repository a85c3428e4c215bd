package dev.aligner.engine.decode;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;

/** The log-softmax of raw scores at one token, in float64. */
public final class LogProbability {
    private LogProbability() {}

    /**
     * Natural logarithm of a token's probability.
     *
     * @param scores logits {@code [vocabulary]}
     * @throws AlignerException MODEL_FAILED where a score is NaN or +Infinity, or the token's is -Infinity
     */
    public static double of(float[] scores, int token) {
        float most = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < scores.length; id++) {
            // false for NaN as well
            if (!(scores[id] < Float.POSITIVE_INFINITY)) {
                throw failed(scores[id], id, "finite or -Infinity");
            }
            most = Math.max(most, scores[id]);
        }
        if (scores[token] == Float.NEGATIVE_INFINITY) {
            throw failed(scores[token], token, "finite");
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp((double) score - most);
        }
        return (double) scores[token] - most - Math.log(sum);
    }

    private static AlignerException failed(float score, int token, String expected) {
        return AlignerException.of(
                ErrorCode.MODEL_FAILED, "logits: " + score + " at token " + token + " (expected: " + expected + ")");
    }
}
