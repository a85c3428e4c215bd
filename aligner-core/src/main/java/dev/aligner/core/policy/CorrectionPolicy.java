package dev.aligner.core.policy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Care;

/**
 * What to do when an answer or an output is not as hoped. Never silent: whatever is chosen, the result or the error
 * says so.
 *
 * @param longAnswer for an answer that does not fit the model's window
 * @param degenerateOutput for an output that {@link OutputJudge} refuses
 * @param streaming when a piece of the correction may leave
 * @param maxGrowth an output may have at most this many times the answer's tokens...
 * @param growthTokens ...and so many more
 * @param restraint what may be done to an answer without an instruction
 * @param mostPasses how often a request may have its correction corrected
 * @param mostCandidates of how many corrections a request may have the best
 */
public record CorrectionPolicy(
        LongAnswer longAnswer,
        DegenerateOutput degenerateOutput,
        Streaming streaming,
        double maxGrowth,
        int growthTokens,
        Restraint restraint,
        int mostPasses,
        int mostCandidates) {

    public static final CorrectionPolicy DEFAULT = new CorrectionPolicy(
            LongAnswer.BYPASS, DegenerateOutput.BYPASS, Streaming.DECIDED, 1.5, 48, new Restraint(160));

    /** For an answer that does not fit the model's window. */
    public enum LongAnswer {
        /** Deliver the original and say why. */
        BYPASS,
        /** Refuse the request. */
        REJECT,
        /** Correct it piece by piece, each piece with the whole question. */
        WINDOWS
    }

    /** For an output that is unusable. */
    public enum DegenerateOutput {
        /** Deliver the original and say why. */
        BYPASS,
        /** Fail the request. */
        ERROR
    }

    /** When a piece of the correction may leave. */
    public enum Streaming {
        /**
         * Once nothing can take it back: while the output follows the answer at once, after the first change when the
         * whole output has been judged.
         */
        DECIDED,
        /** As it is made; an output that turns out unusable ends the stream with an error. */
        EAGER
    }

    /** With the usual bounds of a request's care. */
    public CorrectionPolicy(
            LongAnswer longAnswer,
            DegenerateOutput degenerateOutput,
            Streaming streaming,
            double maxGrowth,
            int growthTokens,
            Restraint restraint) {
        this(longAnswer, degenerateOutput, streaming, maxGrowth, growthTokens, restraint, 3, 4);
    }

    public CorrectionPolicy {
        if (!(maxGrowth >= 1 && maxGrowth <= 16)) {
            throw new IllegalArgumentException("maxGrowth: " + maxGrowth + " (expected: 1..16)");
        }
        if (growthTokens < 1) {
            throw new IllegalArgumentException("growthTokens: " + growthTokens + " (expected: >= 1)");
        }
        if (mostPasses < 1 || mostCandidates < 1) {
            throw new IllegalArgumentException(
                    "mostPasses, mostCandidates: " + mostPasses + ", " + mostCandidates + " (expected: >= 1)");
        }
    }

    /**
     * Whether this much care may be asked for.
     *
     * @throws AlignerException INVALID_FIELD where it is more
     */
    public void check(Care care) {
        check("passes", care.passes(), mostPasses);
        check("best_of", care.bestOf(), mostCandidates);
    }

    private static void check(String field, int asked, int most) {
        if (asked > most) {
            throw AlignerException.invalidField(field, field + ": " + asked + " (expected: 1.." + most + ")");
        }
    }

    /** The most tokens an output may have for an answer of so many. */
    public int maxOutputTokens(int answerTokens) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(answerTokens * maxGrowth) + growthTokens);
    }
}
